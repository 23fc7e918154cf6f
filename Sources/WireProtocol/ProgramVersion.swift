/// The version of this tree; every program of it says the same.
package enum ProgramVersion {
    package static let text = "0.1.0"
}
