package dev.weir.core.redaction;

import java.util.List;
import java.util.Locale;

/**
 * The name to which a value belongs, read backwards from the value: {@code "name": "value}, {@code
 * name=value}. Names of things that are public although they look random (ids, hashes, signatures)
 * are told from the others.
 */
final class Names {

    private static final int LONGEST = 48;

    /** Ends of names whose values are random and no secret. */
    private static final List<String> HARMLESS =
            List.of(
                    "id",
                    "ids",
                    "uid",
                    "uuid",
                    "guid",
                    "sig",
                    "signature",
                    "signatures",
                    "hash",
                    "sha",
                    "sha1",
                    "sha256",
                    "sha512",
                    "md5",
                    "digest",
                    "checksum",
                    "checksums",
                    "integrity",
                    "etag",
                    "fingerprint",
                    "nonce",
                    "data",
                    "content",
                    "contents",
                    "cursor",
                    "encrypted",
                    "bytes",
                    "blob",
                    "b64",
                    "base64",
                    "json",
                    "image",
                    "payload",
                    "body",
                    "after",
                    "before",
                    "first",
                    "last",
                    "version",
                    "revision",
                    "commit",
                    "resolved",
                    "url",
                    "uri",
                    "href",
                    "src",
                    "path",
                    "file",
                    "filename",
                    "model",
                    "name",
                    "call",
                    "request",
                    "embedding",
                    "v",
                    "h1",
                    "ref",
                    "parent",
                    "public",
                    "boundary",
                    "state",
                    "challenge",
                    "continuation",
                    "text",
                    "code",
                    "key_id",
                    "keyid",
                    "cache_key",
                    "cachekey",
                    "ray",
                    "trace",
                    "span",
                    "cookie",
                    "subnet",
                    "domain",
                    "tag",
                    "index",
                    "hmac",
                    "page_token",
                    "next_token",
                    "sync_token",
                    "continuation_token",
                    "resume_token",
                    "result",
                    "output");

    private Names() {}

    /** The name before a value, lower case; empty where there is none. */
    static String before(Window window, int value) {
        int i = value - 1;
        int separators = 0;
        int steps = 0;
        while (steps++ < 24) {
            int c = window.behind(i);
            if (c == ':' || c == '=') {
                separators++;
            } else if (c != ' ' && c != '"' && c != '\'' && c != '\\' && c != '`' && c != '>') {
                break;
            }
            i--;
        }
        if (separators == 0) {
            return "";
        }
        return word(window, i);
    }

    /** The identifier that ends there, lower case; it may be empty. */
    static String word(Window window, int last) {
        int i = last;
        while (last - i < LONGEST && Chars.in(window.behind(i), Chars.WORD)) {
            i--;
        }
        StringBuilder name = new StringBuilder(last - i);
        int from = window.afterEscape(i + 2) && window.behind(i) == '\\' ? i + 2 : i + 1;
        for (int k = from; k <= last; k++) {
            int c = window.behind(k);
            boolean hump =
                    c >= 'A' && c <= 'Z' && k > from && Chars.in(window.behind(k - 1), Chars.LOWER);
            name.append(hump ? "_" : "").append((char) (c == '-' ? '_' : c));
        }
        return name.toString().toLowerCase(Locale.ROOT);
    }

    /** True where such a name is that of something public. */
    static boolean isHarmless(String name) {
        for (String end : HARMLESS) {
            if (name.endsWith(end)
                    && (name.length() == end.length()
                            || name.charAt(name.length() - end.length() - 1) == '_')) {
                return true;
            }
        }
        return false;
    }
}
