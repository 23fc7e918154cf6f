import Testing
import WireProtocol

@Suite struct FingerprintTests {
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),  // FIPS 180-2, B.1
    ])
    func `is SHA-256 in hexadecimal`(text: String, digits: String) {
        let fingerprint = Fingerprint(of: Array(text.utf8))

        #expect(fingerprint.hexadecimal == digits)
        #expect(Fingerprint(hexadecimal: digits) == fingerprint)
    }

    @Test(arguments: [
        "", "00", String(repeating: "0", count: 63), String(repeating: "g", count: 64),
        String(repeating: "0", count: 66),
    ])
    func `reads 64 digits only`(text: String) {
        #expect(Fingerprint(hexadecimal: text) == nil)
    }

    @Test func `begins with 64 zeros`() {
        #expect(Fingerprint.none.hexadecimal == String(repeating: "0", count: 64))
    }
}
