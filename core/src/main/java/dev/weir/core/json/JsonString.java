package dev.weir.core.json;

import org.jspecify.annotations.Nullable;

/**
 * A string. Two are equal where their texts are, wherever they stood.
 *
 * <p>Of a long string it is also known where it stood in the text it was read from, so that e.g. an
 * image can be taken from there and need not be kept here.
 */
public final class JsonString implements Json {

    /** What {@link #at()} says where the place is not known. */
    public static final long NOWHERE = -1;

    private final String value;
    private final long at;

    private JsonString(String value, long at) {
        this.value = value;
        this.at = at;
    }

    public static JsonString of(String value) {
        return new JsonString(value, NOWHERE);
    }

    static JsonString at(String value, long at) {
        return new JsonString(value, at);
    }

    public String value() {
        return value;
    }

    /**
     * The offset, in bytes of the text this was read from, of the first byte after the opening
     * quote; {@link #NOWHERE} for strings shorter than {@value JsonReader#PLACED} characters and
     * for those that were not read.
     */
    public long at() {
        return at;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JsonString that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    @Override
    public String toString() {
        return write();
    }
}
