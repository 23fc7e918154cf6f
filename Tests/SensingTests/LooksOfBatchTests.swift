import BehaviourModel
import Testing

@testable import Sensing

struct LooksOfBatchTests {
    private func path(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func `keeps the last eight answers of a batch, each for its container and its whole path`() {
        var looks = LooksOfBatch()
        for index in 0..<9 { looks.note(index == 8 ? .upper : .image, of: path("/bin/\(index)").span, in: 1) }

        #expect(looks.origin(of: path("/bin/0").span, in: 1) == nil)
        #expect(looks.origin(of: path("/bin/1").span, in: 1) == .image)
        #expect(looks.origin(of: path("/bin/8").span, in: 1) == .upper)
        #expect(looks.origin(of: path("/bin/8").span, in: 2) == nil)
        #expect(looks.origin(of: path("/bin/").span, in: 1) == nil)
        #expect(looks.origin(of: path("/bin/88").span, in: 1) == nil)

        looks.forget()
        #expect(looks.origin(of: path("/bin/8").span, in: 1) == nil)
        looks.note(.volume, of: path("/v").span, in: 1)
        #expect(looks.origin(of: path("/v").span, in: 1) == .volume)
        #expect(looks.origin(of: path("/bin/8").span, in: 1) == nil)
    }
}
