package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.KnownValue;
import dev.weir.core.derived.Texts;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.exchange.Tag;
import dev.weir.core.search.Field;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

class ValueReaderTest {

    private static final Instant START = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir Path directory;
    private ReadingFile file;
    private ReadingWriter writer;
    private Connection connection;
    private int number;

    @BeforeEach
    void open() throws Exception {
        file = ReadingFile.open(directory);
        writer = new ReadingWriter(file);
        connection = file.reader();
    }

    @AfterEach
    void close() throws Exception {
        writer.close();
        connection.close();
    }

    private void put(
            @Nullable String asked,
            @Nullable String answered,
            @Nullable String user,
            List<Tag> tags,
            List<String> tools)
            throws Exception {
        int n = number++;
        writer.put(
                new DerivedExchange(
                        new ExchangeId(0x019a_0000_0000_7000L, 0x8000_0000_0000_0000L + n),
                        START.plusSeconds(n),
                        new DerivedExchange.Call(
                                "anthropic",
                                "anthropic",
                                "messages",
                                "/v1/messages",
                                200,
                                "complete",
                                "complete",
                                n % 2 == 0 ? null : "overloaded_error",
                                asked,
                                answered,
                                true,
                                null,
                                null,
                                1,
                                null,
                                1,
                                1),
                        new DerivedExchange.Caller(
                                "claude-code", null, user, null, null, null, tags),
                        new DerivedExchange.Gateway("fast", "main", "nightly", List.of()),
                        new DerivedExchange.Place(
                                "00ff%028d".formatted(n), "x", false, "main", 1, 1, "main"),
                        Map.of(),
                        new DerivedExchange.Cost(null, null, "unpriced:no_usage", "1", null, null),
                        "full",
                        null,
                        tools,
                        Set.of()),
                Texts.NONE,
                null);
    }

    private List<String> values(Field field, String prefix) throws Exception {
        writer.commit();
        return new ValueReader(connection)
                .read(field, prefix, KnownValue.MOST).stream().map(KnownValue::value).toList();
    }

    @Test
    void theMostUsedComeFirstAndThePrefixHasNoCase() throws Exception {
        put("claude-haiku-4-5", "claude-haiku-4-5-20251001", null, List.of(), List.of());
        put("gpt-5", "gpt-5", "Ada Lovelace", List.of(), List.of("Bash"));
        put("gpt-5", "gpt-5", "bob", List.of(), List.of("Read"));
        put("fast", "gpt-5", "bob", List.of(), List.of("Bash"));
        assertThat(values(Field.MODEL, ""))
                .startsWith("gpt-5", "claude-haiku-4-5-20251001")
                .containsExactlyInAnyOrder(
                        "gpt-5", "claude-haiku-4-5-20251001", "claude-haiku-4-5", "fast");
        assertThat(values(Field.MODEL, "GPT")).containsExactly("gpt-5");
        assertThat(values(Field.REQUESTED_MODEL, "")).startsWith("fast", "gpt-5");
        assertThat(values(Field.ANSWERED_MODEL, "claude"))
                .containsExactly("claude-haiku-4-5-20251001");
        assertThat(values(Field.USER, "")).containsExactly("bob", "Ada Lovelace");
        assertThat(values(Field.USER, "ada l")).containsExactly("Ada Lovelace");
        assertThat(values(Field.TOOL, "")).containsExactly("Bash", "Read");
        assertThat(values(Field.TOOL, "r")).containsExactly("Read");
        assertThat(values(Field.ERROR, "over")).containsExactly("overloaded_error");
        assertThat(values(Field.PROVIDER, "")).containsExactly("anthropic");
        assertThat(values(Field.TOKEN, "")).containsExactly("nightly");
        assertThat(values(Field.KEY, "m")).containsExactly("main");
        assertThat(values(Field.ROUTE, "F")).containsExactly("fast");
        assertThat(values(Field.CLIENT, "c")).containsExactly("claude-code");
        assertThat(values(Field.SESSION, "00FF")).hasSize(4).first().asString().endsWith("3");
        assertThat(values(Field.SESSION, "")).hasSize(4);
        assertThat(values(Field.COST, "")).isEmpty();
        assertThat(values(Field.TEAM, "")).isEmpty();
        writer.commit();
        assertThat(new ValueReader(connection).read(Field.USER, "b", 5))
                .containsExactly(new KnownValue("bob", 2L));
    }

    @Test
    void keysThatSeveralTagsHaveAreProposedToo() throws Exception {
        put("m", null, null, List.of(new Tag("ticket", "W-1"), new Tag("once", "x")), List.of());
        put("m", null, null, List.of(new Tag("ticket", "W-2")), List.of());
        assertThat(values(Field.TAG, "ti")).containsExactly("ticket", "ticket=W-1", "ticket=W-2");
        assertThat(values(Field.TAG, "ticket=")).containsExactly("ticket=W-1", "ticket=W-2");
        assertThat(values(Field.TAG, "on")).containsExactly("once=x");
    }

    /** What looks like a pattern, a quote or code is text. */
    @Test
    void whatIsTypedIsNoPattern() throws Exception {
        for (String name : List.of("100%", "a_b", "axb", "'; DROP TABLE word; --", "<b>")) {
            put(name, name, name, List.of(), List.of(name));
        }
        for (Field field : List.of(Field.USER, Field.TOOL, Field.MODEL, Field.REQUESTED_MODEL)) {
            assertThat(values(field, "a_")).containsExactly("a_b");
            assertThat(values(field, "%")).isEmpty();
            assertThat(values(field, "';")).containsExactly("'; DROP TABLE word; --");
            assertThat(values(field, "<")).containsExactly("<b>");
            assertThat(values(field, "")).hasSize(5);
        }
    }

    @Test
    void ofVeryManyValuesSomeAreFoundInBoundedWork() throws Exception {
        for (int i = 0; i < ValueReader.MOST_LOOKED_AT + 500; i++) {
            put("m", null, "user-%05d".formatted(i), List.of(), List.of("tool-%05d".formatted(i)));
        }
        put("m", null, "user-00007", List.of(), List.of());
        assertThat(values(Field.USER, "")).hasSize(KnownValue.MOST).first().isEqualTo("user-00007");
        assertThat(values(Field.USER, "user-0444")).hasSize(10).contains("user-04449");
        assertThat(values(Field.TOOL, "")).hasSize(KnownValue.MOST);
    }

    /**
     * No statement goes through the rows of exchanges: what they cost depends on how many values
     * there are, and is the same over ten million rows.
     */
    @Test
    void nothingIsReadRowByRow() throws Exception {
        put("m", "n", "u", List.of(new Tag("a", "b")), List.of("t"));
        writer.commit();
        Set<String> statements = new LinkedHashSet<>();
        Connection listening =
                (Connection)
                        Proxy.newProxyInstance(
                                Connection.class.getClassLoader(),
                                new Class<?>[] {Connection.class},
                                (_, method, arguments) -> {
                                    if (method.getName().equals("prepareStatement")) {
                                        statements.add(String.valueOf(arguments[0]));
                                    }
                                    try {
                                        return method.invoke(connection, arguments);
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                });
        for (Field field : Field.values()) {
            new ValueReader(listening).read(field, "", 20);
            new ValueReader(listening).read(field, "x", 20);
        }
        assertThat(statements).hasSizeGreaterThan(5);
        List<String> plans = new ArrayList<>();
        for (String sql : statements) {
            try (Statement explain = connection.createStatement();
                    ResultSet rows = explain.executeQuery("EXPLAIN QUERY PLAN " + sql)) {
                while (rows.next()) {
                    plans.add(rows.getString("detail"));
                }
            }
        }
        assertThat(plans)
                .noneMatch(plan -> plan.matches("SCAN (exchange|e|tool_call|word|w|rollup)( .*)?"))
                .anyMatch(plan -> plan.contains("exchange_requested"));
    }
}
