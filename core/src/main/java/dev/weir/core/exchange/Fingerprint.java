package dev.weir.core.exchange;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is kept of a credential in place of it: enough to tell two keys apart and to recognise one's
 * own, not enough to use one, nor to guess one of the length that providers give out. The text is
 * {@code [credential sha256:<12 hex> last4:<4>]}; a secret under 12 characters shows no characters,
 * and neither does a user's name and password, whose end is the password's.
 */
public final class Fingerprint {

    /** What may be kept of a value's first word: anything else could be a piece of the secret. */
    private static final Set<String> SCHEMES =
            Set.of("basic", "bearer", "digest", "token", "apikey", "key", "negotiate", "oauth");

    /** A fingerprint as it is on record, in a URL with a plus for each space. */
    private static final Pattern MADE =
            Pattern.compile(
                    "(?:[A-Za-z]{1,9} )?\\[credential[ +]sha256:[0-9a-f]{12}(?:[ +]last4:.{4})?]");

    private static final int HEX_DIGITS = 12;
    private static final int SHORTEST_WITH_TAIL = 12;

    private Fingerprint() {}

    /**
     * The text to keep in place of a header's value; a leading scheme word that is a known one,
     * such as {@code Bearer}, is kept. What is a fingerprint already stays, so that a record can be
     * treated again.
     */
    public static String of(String value) {
        if (MADE.matcher(value).matches()) {
            return value;
        }
        int space = value.indexOf(' ');
        boolean scheme =
                space > 0 && SCHEMES.contains(value.substring(0, space).toLowerCase(Locale.ROOT));
        String prefix = scheme ? value.substring(0, space + 1) : "";
        String secret = value.substring(prefix.length()).strip();
        boolean password = prefix.equalsIgnoreCase("basic ");
        return prefix + text(secret, !password && secret.length() >= SHORTEST_WITH_TAIL);
    }

    /** The text to keep in place of a user's name and password, as in a URL. */
    public static String ofPassword(String userAndPassword) {
        return text(userAndPassword, false);
    }

    private static String text(String secret, boolean withTail) {
        String hash = HexFormat.of().formatHex(sha256(secret)).substring(0, HEX_DIGITS);
        String tail = withTail ? " last4:" + secret.substring(secret.length() - 4) : "";
        return "[credential sha256:" + hash + tail + "]";
    }

    private static byte[] sha256(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(secret.getBytes(StandardCharsets.ISO_8859_1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
