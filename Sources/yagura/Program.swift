internal import CommandLineInterface

@main struct Program {
    static func main() {
        CommandLineProgram.main()
    }
}
