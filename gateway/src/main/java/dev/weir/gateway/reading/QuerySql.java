package dev.weir.gateway.reading;

import dev.weir.core.derived.Trait;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.search.Criterion;
import dev.weir.core.search.Field;
import dev.weir.core.search.Glob;
import dev.weir.core.search.Scope;
import dev.weir.core.search.SearchQuery;
import dev.weir.core.search.Value;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A query as a condition on rows of the table of exchanges (alias {@code e}) and its arguments.
 * Words of a query only ever become arguments or numbers.
 *
 * <p>What is looked up in another table is a scalar subquery and no {@code EXISTS}, since SQLite
 * may turn the latter into a join that begins with the other table.
 */
final class QuerySql {

    private static final String ID_TEXT =
            """
            lower(substr(hex(e.id), 1, 8) || '-' || substr(hex(e.id), 9, 4) || '-' ||
            substr(hex(e.id), 13, 4) || '-' || substr(hex(e.id), 17, 4) || '-' ||
            substr(hex(e.id), 21))""";

    private final List<Object> arguments = new ArrayList<>();
    private final String condition;

    private final WordFinder words;
    private final boolean walking;

    private QuerySql(SearchQuery query, WordFinder words, boolean walking) throws SQLException {
        this.words = words;
        this.walking = walking;
        condition = compile(query);
    }

    /**
     * Compiles a query.
     *
     * @param words finds the numbers of its words
     * @param walking true where rows are gone through until enough match, so that a text is better
     *     looked for in each of them than in all at once
     */
    static QuerySql of(SearchQuery query, WordFinder words, boolean walking) throws SQLException {
        return new QuerySql(query, words, walking);
    }

    /** The condition. */
    String condition() {
        return condition;
    }

    /** Its arguments in order: strings, longs and byte arrays. */
    List<Object> arguments() {
        return arguments;
    }

    private String compile(SearchQuery query) throws SQLException {
        return switch (query) {
            case SearchQuery.Everything _ -> "1";
            case SearchQuery.And and -> join(and.parts(), " AND ");
            case SearchQuery.Or or -> join(or.parts(), " OR ");
            case SearchQuery.Not not -> "(" + compile(not.part()) + ") IS NOT TRUE";
            case SearchQuery.Text text -> text(text);
            case SearchQuery.Condition one -> condition(one);
        };
    }

    private String join(List<SearchQuery> parts, String word) throws SQLException {
        List<String> compiled = new ArrayList<>();
        for (SearchQuery part : parts) {
            compiled.add(compile(part));
        }
        return "(" + String.join(word, compiled) + ")";
    }

    private String text(SearchQuery.Text text) {
        arguments.add(match(text));
        return walking
                ? "(SELECT 1 FROM text WHERE text MATCH ? AND rowid = e.n) IS NOT NULL"
                : "e.n IN (SELECT rowid FROM text WHERE text MATCH ?)";
    }

    /** A text in the language of the full text index. */
    static String match(SearchQuery.Text text) {
        String columns =
                text.scope().places().stream()
                        .map(QuerySql::column)
                        .collect(Collectors.joining(" "));
        return "{"
                + columns
                + "} : \""
                + String.join(" ", text.tokens())
                + "\""
                + (text.prefix() ? "*" : "");
    }

    private static String column(Scope scope) {
        return switch (scope) {
            case SYSTEM -> "system";
            case PROMPT -> "prompt";
            case ANSWER -> "answer";
            case TOOL_INPUT -> "tool_input";
            case TOOL_RESULT -> "tool_result";
            case ANY -> throw new IllegalStateException("stands for several");
        };
    }

    private String condition(SearchQuery.Condition one) throws SQLException {
        List<String> compiled = new ArrayList<>();
        for (Criterion criterion : one.anyOf()) {
            compiled.add(condition(one.field(), criterion));
        }
        return "(" + String.join(" OR ", compiled) + ")";
    }

    private String condition(Field field, Criterion criterion) throws SQLException {
        return switch (field) {
            case ID -> id(criterion);
            case AT -> number("e.started", criterion);
            case PROVIDER -> word("e.provider", criterion);
            case MODEL ->
                    "("
                            + word("e.requested", criterion)
                            + " OR "
                            + word("e.answered", criterion)
                            + ")";
            case REQUESTED_MODEL -> word("e.requested", criterion);
            case ANSWERED_MODEL -> word("e.answered", criterion);
            case DIALECT -> word("e.dialect", criterion);
            case ENDPOINT -> word("e.endpoint", criterion);
            case PATH -> word("e.path", criterion);
            case STATUS -> number("nullif(e.status, 0)", criterion);
            case OUTCOME -> word("e.outcome", criterion);
            case REASON -> word("e.reason", criterion);
            case ERROR -> word("e.error", criterion);
            case STREAM -> flag("e.stream", criterion);
            case USER -> word("e.user", criterion);
            case TEAM -> word("e.team", criterion);
            case TOKEN -> word("e.token", criterion);
            case KEY -> word("e.key", criterion);
            case ROUTE -> word("e.route", criterion);
            case TOOL -> tool(criterion);
            case CLIENT -> word("e.client", criterion);
            case CLIENT_VERSION -> word("e.client_version", criterion);
            case SESSION -> session(criterion);
            case THREAD -> word("e.thread", criterion);
            case KIND -> word("e.kind", criterion);
            case TAG -> tag(criterion);
            case REPO -> word("e.repo", criterion);
            case BRANCH -> word("e.branch", criterion);
            case POLICY, LIMIT, REFUSED, WOULD_REFUSE, WARNED, REDACTED, WOULD_REDACT ->
                    ruled(field, criterion);
            case COST -> number("e.nanos", criterion);
            case PRICED -> flag("(e.nanos IS NOT NULL)", criterion);
            case INPUT -> number("e.input", criterion);
            case OUTPUT -> number("e.output", criterion);
            case CACHE_READ -> number("e.cache_read", criterion);
            case CACHE_WRITE -> number("e.cache_write", criterion);
            case REASONING -> number("e.reasoning", criterion);
            case TOTAL ->
                    number(
                            "CASE WHEN e.input IS NOT NULL OR e.output IS NOT NULL THEN"
                                    + " coalesce(e.input, 0) + coalesce(e.output, 0) END",
                            criterion);
            case DURATION -> number("e.micros * 1000", criterion);
            case TTFT -> number("e.first_token * 1000", criterion);
            case REQUEST_BYTES -> number("e.request_bytes", criterion);
            case RESPONSE_BYTES -> number("e.response_bytes", criterion);
            case STOP ->
                    "(" + word("e.stop", criterion) + " OR " + word("e.stop_word", criterion) + ")";
            case READING -> word("e.reading", criterion);
            case HAS -> has(criterion);
        };
    }

    /** A column of numbers of words. */
    private String word(String column, Criterion criterion) throws SQLException {
        if (criterion instanceof Criterion.Present) {
            return "nullif(" + column + ", 0) IS NOT NULL";
        }
        List<Long> numbers = words.meeting(criterion);
        return numbers == null
                ? column + " IN (SELECT id FROM word WHERE " + name("text", criterion) + ")"
                : in(column, numbers);
    }

    private static String in(String column, List<Long> numbers) {
        return numbers.isEmpty()
                ? "0"
                : numbers.stream()
                        .map(String::valueOf)
                        .collect(Collectors.joining(", ", column + " IN (", ")"));
    }

    /** A text that is compared as names are: whatever the case of A to Z. */
    private String name(String column, Criterion criterion) {
        return switch (criterion) {
            case Criterion.Is(Value.Name(String text)) -> {
                arguments.add(text);
                yield column + " = ? COLLATE NOCASE";
            }
            case Criterion.Like(Glob pattern) -> like(column, pattern.like());
            default -> throw unfit(column, criterion);
        };
    }

    private String like(String column, String pattern) {
        arguments.add(pattern);
        return column + " LIKE ? ESCAPE '\\'";
    }

    private String tool(Criterion criterion) throws SQLException {
        return criterion instanceof Criterion.Present
                ? "e.tools IS NOT NULL"
                : "(SELECT 1 FROM tool_call t WHERE t.n = e.n AND "
                        + word("t.tool", criterion)
                        + ") IS NOT NULL";
    }

    private String session(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Present _ -> "e.session IS NOT NULL";
            case Criterion.Is(Value.Name(String text)) -> {
                arguments.add(sessionName(text));
                yield "e.session = (SELECT id FROM session WHERE name = ?)";
            }
            default ->
                    "e.session IN (SELECT id FROM session WHERE " + name("name", criterion) + ")";
        };
    }

    /** The names of sessions are small letters and digits. */
    static String sessionName(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private String tag(Criterion criterion) throws SQLException {
        return switch (criterion) {
            case Criterion.Present _ -> "e.tags IS NOT NULL";
            case Criterion.Tagged tagged -> {
                List<Long> numbers = tags(tagged, words);
                yield "(SELECT 1 FROM tagged t WHERE t.n = e.n AND "
                        + (numbers == null
                                ? "t.tag IN (SELECT id FROM word WHERE "
                                        + like("text", pattern(tagged))
                                        + onlyKeys(tagged)
                                        + ")"
                                : in("t.tag", numbers))
                        + ") IS NOT NULL";
            }
            default -> throw unfit("tag", criterion);
        };
    }

    /** The words that stand for a tag, null where they are too many. */
    static @Nullable List<Long> tags(Criterion.Tagged tagged, WordFinder words)
            throws SQLException {
        return words.like(pattern(tagged), onlyKeys(tagged));
    }

    private static String pattern(Criterion.Tagged tagged) {
        String key = tagged.key().like();
        return tagged.value().isAny() ? key : key + "=" + tagged.value().like();
    }

    private static String onlyKeys(Criterion.Tagged tagged) {
        return tagged.value().isAny() ? " AND instr(text, '=') = 0" : "";
    }

    private String ruled(Field field, Criterion criterion) throws SQLException {
        List<Long> numbers = Rulings.meeting(field, criterion, words);
        String which =
                numbers == null
                        ? Rulings.patterns(field, criterion).stream()
                                .map(pattern -> like("text", pattern))
                                .collect(
                                        Collectors.joining(
                                                " OR ",
                                                "r.ruling IN (SELECT id FROM word WHERE ",
                                                ")"))
                        : in("r.ruling", numbers);
        return "(SELECT 1 FROM ruled r WHERE r.n = e.n AND " + which + ") IS NOT NULL";
    }

    private String has(Criterion criterion) {
        if (criterion instanceof Criterion.Present) {
            return "e.has <> 0";
        }
        Trait trait =
                criterion instanceof Criterion.Is(Value.Name(String word))
                        ? Trait.parse(word)
                        : null;
        if (trait == null) {
            throw unfit("has", criterion);
        }
        return "e.has & " + trait.bit() + " <> 0";
    }

    private String id(Criterion criterion) {
        return switch (criterion) {
            case Criterion.Present _ -> "1";
            case Criterion.Is(Value.Name(String text)) -> {
                ExchangeId id = parse(text);
                if (id == null) {
                    yield "0";
                }
                arguments.add(ReadingWriter.bytes(id));
                yield "e.id = ?";
            }
            default -> name(ID_TEXT, criterion);
        };
    }

    private static @Nullable ExchangeId parse(String text) {
        try {
            return ExchangeId.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private String flag(String column, Criterion criterion) {
        return switch (criterion) {
            case Criterion.Present _ -> "1";
            case Criterion.Is(Value.Flag(boolean yes)) -> column + " = " + (yes ? 1 : 0);
            default -> throw unfit(column, criterion);
        };
    }

    private String number(String column, Criterion criterion) {
        return switch (criterion) {
            case Criterion.Present _ -> column + " IS NOT NULL";
            case Criterion.Is(Value value) -> {
                arguments.add(number(value));
                yield column + " = ?";
            }
            case Criterion.Compare(Criterion.Operator operator, Value value) -> {
                arguments.add(number(value));
                yield column + " " + operator.sign() + " ?";
            }
            case Criterion.Between(Value from, Value to) -> {
                arguments.add(number(from));
                arguments.add(number(to));
                yield "(" + column + " >= ? AND " + column + " < ?)";
            }
            default -> throw unfit(column, criterion);
        };
    }

    /** Money in nano-dollars, times in microseconds. */
    private static Object number(Value value) {
        return switch (value) {
            case Value.Whole(long whole) -> whole;
            case Value.Dollars(BigDecimal amount) -> {
                BigDecimal nanos = amount.movePointRight(9);
                yield nanos.stripTrailingZeros().scale() <= 0
                                && nanos.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) < 0
                        ? (Object) nanos.setScale(0, RoundingMode.UNNECESSARY).longValueExact()
                        : (Object) nanos.doubleValue();
            }
            case Value.Time(java.time.Instant instant) -> ReadingWriter.micros(instant);
            default -> throw new IllegalArgumentException(value + " is no number");
        };
    }

    private static IllegalArgumentException unfit(String column, Criterion criterion) {
        return new IllegalArgumentException(column + " does not take " + criterion);
    }
}
