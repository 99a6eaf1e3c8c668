package dev.weir.core.limit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Reads the words of closed lists. */
final class Words {

    private Words() {}

    /** The constant of that name in any case; throws naming the word and all that would do. */
    static <E extends Enum<E>> E parse(Class<E> type, String word, String what) {
        List<String> known =
                Arrays.stream(type.getEnumConstants())
                        .map(each -> each.name().toLowerCase(Locale.ROOT))
                        .toList();
        if (!known.contains(word.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "unknown " + what + " '" + word + "': expected one of " + known);
        }
        return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
    }
}
