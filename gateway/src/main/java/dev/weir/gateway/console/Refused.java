package dev.weir.gateway.console;

import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

/** Ends a handler with an error answer. The message is for people and names what was expected. */
final class Refused extends RuntimeException {

    private final ConsoleError error;
    private final Headers fields;
    private final @Nullable Place place;

    /**
     * The part of a query that is wrong.
     *
     * @param start offset of its first character
     * @param end offset after its last one
     * @param suggestion what to write instead, null where nothing is near
     */
    record Place(int start, int end, @Nullable String suggestion) {}

    Refused(ConsoleError error, String message) {
        this(error, message, Headers.EMPTY);
    }

    Refused(ConsoleError error, String message, Place place) {
        this(error, message, Headers.EMPTY, place);
    }

    /**
     * @param fields header fields that go with the answer, e.g. {@code allow}
     */
    Refused(ConsoleError error, String message, Headers fields) {
        this(error, message, fields, null);
    }

    private Refused(ConsoleError error, String message, Headers fields, @Nullable Place place) {
        super(message, null, false, false);
        this.error = error;
        this.fields = fields;
        this.place = place;
    }

    ConsoleError error() {
        return error;
    }

    Headers fields() {
        return fields;
    }

    /** Where in the query it is, null where it is not about a place. */
    @Nullable Place place() {
        return place;
    }

    String sentence() {
        String message = getMessage();
        return message == null ? error.word() : message;
    }
}
