package dev.weir.core.exchange;

/**
 * The head of a request.
 *
 * @param method the method token as sent
 * @param target the request target in origin form: path and query, byte for byte as sent (one
 *     {@code char} an octet)
 * @param version {@code HTTP/1.0}, {@code HTTP/1.1} or {@code HTTP/2}
 * @param headers the fields as sent; on record, credentials are replaced by a {@link Fingerprint}
 */
public record RequestHead(String method, String target, String version, Headers headers) {

    /** The target up to the question mark. */
    public String path() {
        int mark = target.indexOf('?');
        return mark < 0 ? target : target.substring(0, mark);
    }

    /** The target after the question mark, empty where there is none. */
    public String query() {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }
}
