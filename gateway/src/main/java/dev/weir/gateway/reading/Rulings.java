package dev.weir.gateway.reading;

import dev.weir.core.exchange.Effect;
import dev.weir.core.search.Criterion;
import dev.weir.core.search.Field;
import dev.weir.core.search.Glob;
import dev.weir.core.search.Value;

import org.jspecify.annotations.Nullable;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The words of what rules said: effect and rule as one text, {@code would_refuse policy:no
 * previews}. A field of the query language asks for one kind of rule whatever came of it, or for
 * one effect whatever rule had it.
 */
final class Rulings {

    private static final List<String> KINDS = List.of("policy:", "limit:");

    private Rulings() {}

    /** The words that meet a criterion, null where they are too many. */
    static @Nullable List<Long> meeting(Field field, Criterion criterion, WordFinder words)
            throws SQLException {
        List<Long> found = new ArrayList<>();
        for (String pattern : patterns(field, criterion)) {
            List<Long> some = words.like(pattern, "");
            if (some == null || found.size() + some.size() > WordFinder.MOST) {
                return null;
            }
            found.addAll(some);
        }
        return found;
    }

    /** Patterns for {@code LIKE}, of which a word has to meet one. */
    static List<String> patterns(Field field, Criterion criterion) {
        String name =
                switch (criterion) {
                    case Criterion.Present _ -> "%";
                    case Criterion.Is(Value.Name(String text)) -> Glob.literal(text).like();
                    case Criterion.Like(Glob pattern) -> pattern.like();
                    default ->
                            throw new IllegalArgumentException(
                                    field.word() + " does not take " + criterion);
                };
        return beginnings(field).stream().map(begin -> Glob.literal(begin).like() + name).toList();
    }

    private static List<String> beginnings(Field field) {
        return switch (field) {
            case POLICY -> ofKind("policy:");
            case LIMIT -> ofKind("limit:");
            case REFUSED -> of(Effect.REFUSED);
            case WOULD_REFUSE -> of(Effect.WOULD_REFUSE);
            case WARNED -> of(Effect.WARNED);
            case REDACTED -> of(Effect.REDACTED);
            case WOULD_REDACT -> of(Effect.WOULD_REDACT);
            default -> throw new IllegalArgumentException(field.word() + " is not about rules");
        };
    }

    private static List<String> ofKind(String kind) {
        return Arrays.stream(Effect.values()).map(effect -> effect.word() + " " + kind).toList();
    }

    private static List<String> of(Effect effect) {
        return KINDS.stream().map(kind -> effect.word() + " " + kind).toList();
    }
}
