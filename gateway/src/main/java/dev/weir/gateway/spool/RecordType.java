package dev.weir.gateway.spool;

import org.jspecify.annotations.Nullable;

/** The kinds of record, with their codes in the file; a closed list. */
enum RecordType {
    OPENING(1),
    REQUEST_BODY(2),
    REQUEST_END(3),
    RESPONSE_HEAD(4),
    RESPONSE_BODY(5),
    RESPONSE_END(6),
    DERIVED(7),
    CLOSING(8),
    /** The writer went on to its next segment; belongs to no exchange. */
    SEGMENT_END(9);

    private static final RecordType[] BY_CODE = new RecordType[10];

    static {
        for (RecordType type : values()) {
            BY_CODE[type.code] = type;
        }
    }

    private final int code;

    RecordType(int code) {
        this.code = code;
    }

    int code() {
        return code;
    }

    static @Nullable RecordType of(int code) {
        return code > 0 && code < BY_CODE.length ? BY_CODE[code] : null;
    }
}
