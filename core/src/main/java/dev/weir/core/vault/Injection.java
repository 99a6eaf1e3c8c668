package dev.weir.core.vault;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.BiConsumer;

/**
 * The credential of one outbound call: a header field for one destination. For any other
 * destination there is none; this holds whatever routes and settings say. Thread-safe.
 */
public final class Injection {

    private static final byte[] MASK = "[redacted]".getBytes(StandardCharsets.US_ASCII);

    private final String organisation;
    private final String keyId;
    private final Destination destination;
    private final KeyField field;
    private final Secret secret;

    /**
     * @param organisation whose key it is
     * @param keyId which key it is, for records and messages
     * @param destination the only place it goes to
     * @param field the header field it goes into
     * @param secret the key, which fits a header field; whoever made it closes it
     */
    public Injection(
            String organisation,
            String keyId,
            Destination destination,
            KeyField field,
            Secret secret) {
        if (!secret.fitsField()) {
            throw new IllegalArgumentException("a key that does not fit a header field");
        }
        this.organisation = organisation;
        this.keyId = keyId;
        this.destination = destination;
        this.field = field;
        this.secret = secret;
    }

    public String organisation() {
        return organisation;
    }

    public String keyId() {
        return keyId;
    }

    public Destination destination() {
        return destination;
    }

    /** The field, in whose place nothing of the caller's may stand. */
    public KeyField field() {
        return field;
    }

    /**
     * Gives the field's name and value, once, to a call that goes to the right destination.
     *
     * @param to where the call really goes: the address of the connection, not of the request
     * @param fields takes the name and the value; it may not keep the value
     * @return false where nothing was given: the destination is another one, or the key was taken
     *     back meanwhile. The call must not go out then
     */
    public boolean apply(Destination to, BiConsumer<String, String> fields) {
        if (!to.equals(destination)) {
            return false;
        }
        String value;
        try {
            value =
                    secret.use(
                            bytes -> field.prefix() + new String(bytes, StandardCharsets.US_ASCII));
        } catch (IllegalStateException e) {
            return false;
        }
        fields.accept(field.name(), value);
        return true;
    }

    /**
     * The bytes with {@code [redacted]} in place of the key, wherever it stands: for what a
     * provider says about the key it was sent. The same array where it stands nowhere.
     */
    public byte[] masked(byte[] text) {
        try {
            return secret.use(key -> masked(text, key));
        } catch (IllegalStateException e) {
            return text;
        }
    }

    /** The value of a field with {@code [redacted]} in place of the key. */
    public String masked(String value) {
        byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
        byte[] masked = masked(octets);
        return Arrays.equals(masked, octets)
                ? value
                : new String(masked, StandardCharsets.ISO_8859_1);
    }

    /** Takes the key out of one body that passes; null where that cannot be done. */
    public @Nullable KeyMask mask() {
        return KeyMask.of(secret);
    }

    private static byte[] masked(byte[] text, byte[] key) {
        int at = indexOf(text, key, 0);
        if (at < 0) {
            return text;
        }
        byte[] out = new byte[0];
        int from = 0;
        while (at >= 0) {
            int length = out.length;
            out = Arrays.copyOf(out, length + at - from + MASK.length);
            System.arraycopy(text, from, out, length, at - from);
            System.arraycopy(MASK, 0, out, out.length - MASK.length, MASK.length);
            from = at + key.length;
            at = indexOf(text, key, from);
        }
        int length = out.length;
        out = Arrays.copyOf(out, length + text.length - from);
        System.arraycopy(text, from, out, length, text.length - from);
        return out;
    }

    private static int indexOf(byte[] text, byte[] key, int from) {
        for (int i = from; i <= text.length - key.length; i++) {
            if (text[i] == key[0] && Arrays.equals(text, i, i + key.length, key, 0, key.length)) {
                return i;
            }
        }
        return -1;
    }

    /** Names the key, not its value. */
    @Override
    public String toString() {
        return "Injection[" + keyId + " for " + destination + " in " + field + "]";
    }
}
