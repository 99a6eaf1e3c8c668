package dev.weir.gateway.relay.http1;

import dev.weir.core.dialect.ErrorCode;
import dev.weir.core.exchange.Headers;
import dev.weir.core.exchange.RequestHead;
import dev.weir.core.exchange.ResponseHead;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads a whole head, whose lines are known to end in CRLF and to hold no bare LF. The grammar is
 * that of RFC 9112 without its leniencies: no folded lines, no white space before a colon, no
 * control characters.
 */
public final class HeadParser {

    private static final boolean[] TOKEN = new boolean[256];

    static {
        for (char c = '0'; c <= '9'; c++) {
            TOKEN[c] = true;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            TOKEN[c] = true;
            TOKEN[c - 'a' + 'A'] = true;
        }
        for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
            TOKEN[c] = true;
        }
    }

    private HeadParser() {}

    /** True where the text is an HTTP token. */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 255 || !TOKEN[text.charAt(i)]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /**
     * Reads a request head.
     *
     * @param bytes the head, up to and with its empty line
     * @param end how many of the bytes
     */
    public static RequestHead request(byte[] bytes, int end, HeadLimits limits) throws HttpFault {
        int lineEnd = endOfLine(bytes, 0, end);
        int methodEnd = indexOf(bytes, (byte) ' ', 0, lineEnd);
        int targetEnd = methodEnd < 0 ? -1 : indexOf(bytes, (byte) ' ', methodEnd + 1, lineEnd);
        if (methodEnd <= 0 || targetEnd <= methodEnd + 1) {
            throw new HttpFault("the request line must be: method, space, target, space, HTTP/1.1");
        }
        for (int i = 0; i < methodEnd; i++) {
            if (!TOKEN[bytes[i] & 0xFF]) {
                throw new HttpFault("the method holds a character that a method cannot hold");
            }
        }
        for (int i = methodEnd + 1; i < targetEnd; i++) {
            if (bytes[i] <= ' ' || bytes[i] == 0x7F) {
                throw new HttpFault("the request target holds a character that has to be escaped");
            }
        }
        String version = version(bytes, targetEnd + 1, lineEnd);
        return new RequestHead(
                text(bytes, 0, methodEnd),
                text(bytes, methodEnd + 1, targetEnd),
                version,
                fields(bytes, lineEnd + 2, end, limits.fields(), limits));
    }

    /**
     * What can be said of a request whose head cannot be read: its first line, without any field.
     *
     * @param bytes the head or its beginning
     * @param end how many of the bytes
     * @return null where there is no whole request line, or not one of HTTP/1
     */
    public static @Nullable RequestHead requestLine(byte[] bytes, int end) {
        int lf = indexOf(bytes, (byte) '\n', 0, end);
        if (lf < 0) {
            return null;
        }
        byte[] line = Arrays.copyOf(bytes, lf + 4);
        boolean bare = lf == 0 || bytes[lf - 1] != '\r';
        int length = bare ? lf : lf - 1;
        for (int i = 0; i < 2; i++) {
            line[length + 2 * i] = '\r';
            line[length + 2 * i + 1] = '\n';
        }
        try {
            return request(line, length + 4, HeadLimits.CLIENT);
        } catch (HttpFault fault) {
            return null;
        }
    }

    /** Reads a response head; see {@link #request}. */
    public static ResponseHead response(byte[] bytes, int end, HeadLimits limits) throws HttpFault {
        int lineEnd = endOfLine(bytes, 0, end);
        if (lineEnd < 12 || bytes[8] != ' ') {
            throw new HttpFault("the status line must be: HTTP/1.1, space, three digits");
        }
        String version = version(bytes, 0, 8);
        int status = 0;
        for (int i = 9; i < 12; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                throw new HttpFault("the status must be three digits");
            }
            status = status * 10 + bytes[i] - '0';
        }
        if (status < 100 || lineEnd > 12 && bytes[12] != ' ') {
            throw new HttpFault("the status must be three digits from 100 on, then a space");
        }
        for (int i = 12; i < lineEnd; i++) {
            if (isControl(bytes[i])) {
                throw new HttpFault("the reason phrase holds a control character");
            }
        }
        return new ResponseHead(
                status,
                lineEnd > 13 ? text(bytes, 13, lineEnd) : "",
                version,
                fields(bytes, lineEnd + 2, end, limits.fields(), limits));
    }

    /** Reads trailer fields up to and with their empty line. */
    public static Headers trailers(byte[] bytes, int end, HeadLimits limits) throws HttpFault {
        return fields(bytes, 0, end, limits.trailers(), limits);
    }

    private static Headers fields(byte[] bytes, int from, int end, int most, HeadLimits limits)
            throws HttpFault {
        if (end - 2 - from > most) {
            throw new HttpFault(
                    ErrorCode.HEADER_TOO_LARGE,
                    "the header fields take more than " + most + " bytes together");
        }
        Headers.Builder headers = Headers.builder();
        int at = from;
        while (true) {
            int lineEnd = endOfLine(bytes, at, end);
            if (lineEnd == at) {
                return headers.build();
            }
            if (lineEnd - at > limits.field()) {
                throw new HttpFault(
                        ErrorCode.HEADER_TOO_LARGE,
                        "a header field takes more than " + limits.field() + " bytes");
            }
            if (headers.size() == limits.count()) {
                throw new HttpFault(
                        ErrorCode.HEADER_TOO_LARGE,
                        "there are more than " + limits.count() + " header fields");
            }
            field(bytes, at, lineEnd, headers);
            at = lineEnd + 2;
        }
    }

    private static void field(byte[] bytes, int from, int end, Headers.Builder headers)
            throws HttpFault {
        int colon = from;
        while (colon < end && TOKEN[bytes[colon] & 0xFF]) {
            colon++;
        }
        if (colon == from || colon == end || bytes[colon] != ':') {
            throw new HttpFault(
                    bytes[from] == ' ' || bytes[from] == '\t'
                            ? "a header field is folded over several lines"
                            : "a header field must be: name, colon, value");
        }
        int start = colon + 1;
        while (start < end && isSpace(bytes[start])) {
            start++;
        }
        int stop = end;
        while (stop > start && isSpace(bytes[stop - 1])) {
            stop--;
        }
        for (int i = start; i < stop; i++) {
            if (isControl(bytes[i])) {
                throw new HttpFault(
                        "the header field '"
                                + text(bytes, from, colon)
                                + "' holds a control character");
            }
        }
        headers.add(text(bytes, from, colon), text(bytes, start, stop));
    }

    private static String version(byte[] bytes, int from, int to) throws HttpFault {
        if (to - from == 8
                && bytes[from] == 'H'
                && bytes[from + 1] == 'T'
                && bytes[from + 2] == 'T'
                && bytes[from + 3] == 'P'
                && bytes[from + 4] == '/'
                && bytes[from + 5] == '1'
                && bytes[from + 6] == '.') {
            if (bytes[from + 7] == '1') {
                return "HTTP/1.1";
            }
            if (bytes[from + 7] == '0') {
                return "HTTP/1.0";
            }
        }
        throw new HttpFault("the version must be HTTP/1.0 or HTTP/1.1");
    }

    private static int endOfLine(byte[] bytes, int from, int end) throws HttpFault {
        int lf = indexOf(bytes, (byte) '\n', from, end);
        if (lf <= from || bytes[lf - 1] != '\r') {
            throw new HttpFault("a line of the head does not end in CRLF");
        }
        return lf - 1;
    }

    private static int indexOf(byte[] bytes, byte wanted, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }

    private static boolean isControl(byte b) {
        return b >= 0 && b < ' ' && b != '\t' || b == 0x7F;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
