/// What a browser may do with a page of the console: load from this host only, run files only, build no markup from text.
package enum ConsolePolicy {
    /// Headers of every answer of the console, names in lower case.
    package static let headers: [(name: String, value: String)] = [
        ("content-security-policy", contentSecurity),
        ("x-content-type-options", "nosniff"),
        // Within the console only: "back" asks whether the reader came from one of its pages.
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        // For browsers that do not know frame-ancestors.
        ("x-frame-options", "DENY"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ]

    private static let contentSecurity = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "img-src 'self'",
        "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'", "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    ].joined(separator: "; ")
}
