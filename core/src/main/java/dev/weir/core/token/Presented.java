package dev.weir.core.token;

import dev.weir.core.exchange.Headers;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/**
 * The token that a request carries. Tools put a key where their provider wants it, so four fields
 * are looked at: {@code authorization} (as Bearer), {@code x-api-key}, {@code api-key} and {@code
 * x-goog-api-key}. A text with Weir's prefix counts and any other credential beside it is dropped;
 * two different ones of Weir's are a conflict.
 */
public sealed interface Presented {

    /** The fields, lower case. */
    List<String> FIELDS = List.of("authorization", "x-api-key", "api-key", "x-goog-api-key");

    /** No token of Weir's. */
    record Nothing() implements Presented {}

    /** One token; the same in several fields counts as one. */
    record One(TokenText token) implements Presented {}

    /** Something with Weir's prefix that no token can be: mistyped or made up. */
    record Unsound() implements Presented {}

    /** Two different ones. */
    record Conflict() implements Presented {}

    Presented NOTHING = new Nothing();
    Presented UNSOUND = new Unsound();
    Presented CONFLICT = new Conflict();

    /**
     * Looks at a request.
     *
     * @param query text of the query parameter {@code token} where such tokens are taken, else null
     */
    static Presented in(Headers headers, @Nullable String query) {
        String found = query != null && TokenText.isOurs(query) ? query : null;
        for (int i = 0; i < headers.size(); i++) {
            String text = text(headers.name(i), headers.value(i));
            if (text == null || text.equals(found)) {
                continue;
            }
            if (found != null) {
                return CONFLICT;
            }
            found = text;
        }
        if (found == null) {
            return NOTHING;
        }
        TokenText token = TokenText.parse(found);
        return token == null ? UNSOUND : new One(token);
    }

    /** The text with Weir's prefix in a field, null where there is none. */
    private static @Nullable String text(String name, String value) {
        int length = name.length();
        if (length != 13 && length != 9 && length != 7 && length != 14) {
            return null;
        }
        if (!FIELDS.contains(name.toLowerCase(Locale.ROOT))) {
            return null;
        }
        String text = value.strip();
        if (length == 13 && text.regionMatches(true, 0, "bearer ", 0, 7)) {
            text = text.substring(7).strip();
        }
        return TokenText.isOurs(text) ? text : null;
    }
}
