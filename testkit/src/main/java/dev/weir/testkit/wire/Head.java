package dev.weir.testkit.wire;

import dev.weir.core.exchange.Headers;
import dev.weir.testkit.Bytes;

/**
 * A message head as it came.
 *
 * @param startLine the first line without its line end
 * @param headers the fields, values trimmed
 * @param raw every byte up to and with the empty line
 */
public record Head(String startLine, Headers headers, Bytes raw) {

    /** The request's method. */
    public String method() {
        return startLine.substring(0, startLine.indexOf(' '));
    }

    /** The request's target as sent. */
    public String target() {
        return startLine.substring(startLine.indexOf(' ') + 1, startLine.lastIndexOf(' '));
    }

    /** The response's status. */
    public int status() {
        return Integer.parseInt(startLine.substring(9, 12));
    }

    /** The response's reason phrase, empty where there is none. */
    public String reason() {
        return startLine.length() > 13 ? startLine.substring(13) : "";
    }

    boolean isInformational() {
        return status() / 100 == 1 && status() != 101;
    }
}
