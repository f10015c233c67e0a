/// The first steps, ready to be pasted into a shell.
enum Hints {
    /// Three commands that upload the sample lesson and fetch its master playlist from the service at `url`.
    static func text(url: String, token: String) -> String {
        """

        A token for the user "demo", good for a day, and a first upload:

        TOKEN=\(token)
        FILE=$(curl -sS -H "Authorization: Bearer $TOKEN" -F file=@Fixtures/lesson.mp4 \(url)/api/v1/storage/upload \
        | sed 's/.*"fileId":"\\([0-9a-f]*\\)".*/\\1/')
        curl -sS -H "Authorization: Bearer $TOKEN" \(url)/api/v1/storage/stream/$FILE/manifest.m3u8
        curl -sS -H "Authorization: Bearer $TOKEN" \(url)/api/v1/storage/stream/$FILE

        """
    }
}
