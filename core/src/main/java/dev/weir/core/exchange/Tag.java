package dev.weir.core.exchange;

/**
 * Attribution the caller stated, unverified.
 *
 * @param key lower case, 1 to 64 characters; {@code session}, {@code tool}, {@code team}, {@code
 *     repo}, {@code branch}, {@code user} are the well-known ones
 * @param value as stated, at most 1,024 characters
 */
public record Tag(String key, String value) {

    @Override
    public String toString() {
        return key + "=" + value;
    }
}
