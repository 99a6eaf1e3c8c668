package dev.weir.bench.reading;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.SessionQuery;
import dev.weir.core.derived.StatsQuery;
import dev.weir.core.derived.StatsQuery.Dimension;
import dev.weir.core.derived.Texts;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;
import dev.weir.core.search.QueryParser;
import dev.weir.core.search.SearchQuery;
import dev.weir.gateway.reading.BulkRows;
import dev.weir.gateway.reading.Derivations;
import dev.weir.gateway.reading.DerivedStore;
import dev.weir.gateway.reading.Deriver;
import dev.weir.gateway.reading.SqliteDerived;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Questions about very many exchanges: sums by everything, lists, sessions. */
final class ManyRows {

    private static final int PAGE = 50;
    private static final int TIMES = 200;
    private static final double SECONDS = 2;
    private static final Instant END =
            SyntheticRows.BEGIN.plusSeconds(SyntheticRows.DAYS * 86_400L);
    private static final LocalDate YEAR = LocalDate.of(2025, 10, 17);

    private static final List<List<Dimension>> PAIRS =
            List.of(
                    List.of(Dimension.DAY, Dimension.MODEL),
                    List.of(Dimension.DAY, Dimension.TEAM),
                    List.of(Dimension.DAY, Dimension.USER),
                    List.of(Dimension.DAY, Dimension.TOKEN),
                    List.of(Dimension.DAY, Dimension.KEY),
                    List.of(Dimension.DAY, Dimension.TAG),
                    List.of(Dimension.DAY, Dimension.RULING),
                    List.of(Dimension.USER, Dimension.KEY),
                    List.of(Dimension.PROVIDER, Dimension.MODEL),
                    List.of(Dimension.USER, Dimension.MODEL),
                    List.of(Dimension.TEAM, Dimension.USER),
                    List.of(Dimension.USER, Dimension.TOOL),
                    List.of(Dimension.USER, Dimension.REPO),
                    List.of(Dimension.TEAM, Dimension.MODEL),
                    List.of(Dimension.TEAM, Dimension.REPO),
                    List.of(Dimension.TOOL, Dimension.MODEL),
                    List.of(Dimension.REPO, Dimension.BRANCH),
                    List.of(Dimension.MODEL, Dimension.KIND));

    private static final List<List<Dimension>> OTHERS =
            List.of(
                    List.of(Dimension.DAY, Dimension.USER, Dimension.MODEL),
                    List.of(Dimension.TEAM, Dimension.REPO, Dimension.MODEL));

    private static final List<String> SEARCHES =
            List.of(
                    "",
                    "model:claude-sonnet-4-5",
                    "model:gemini-*",
                    "user:person-7",
                    "user:person-290",
                    "team:team-3 model:gpt-5.2",
                    "status:>=400",
                    "user:person-290 status:>=400",
                    "tool:WebFetch",
                    "tag:ticket=W-99",
                    "repo:git.example/repo-7 has:tool_call",
                    "cost:>0.05",
                    "client:codex kind:title",
                    "branch:feature-77",
                    "since:2026-03-01 until:2026-03-02",
                    "token:\"laptop of person-290\"",
                    "key:anthropic-1",
                    "would-refuse:*",
                    "would-refuse:\"no previews\" user:person-50 status:>=400",
                    "refused:*",
                    "user:nobody");

    /**
     * The answers.
     *
     * @param rows exchanges
     * @param sessions sessions
     * @param loadSeconds to write them, with all sums; 0 where they were there already
     * @param megabytes of the file
     * @param stats sums over all time and over a year that begins within a month
     * @param others combinations that are summed up from the cube
     * @param lists pages of exchanges and sessions
     */
    record Figures(
            long rows,
            long sessions,
            double loadSeconds,
            double megabytes,
            List<Timing> stats,
            List<Timing> others,
            List<Timing> lists) {}

    private final List<Timing> stats = new ArrayList<>();
    private final List<Timing> others = new ArrayList<>();
    private final List<Timing> lists = new ArrayList<>();

    /** Asks what is in a directory; writes that many rows first where there is nothing. */
    Figures measure(Path directory, long rows) throws Exception {
        Path file = directory.resolve("reading.db");
        double seconds = 0;
        if (!Files.exists(file)) {
            Files.createDirectories(directory);
            long begun = System.nanoTime();
            try (DerivedStore store = DerivedStore.open(directory)) {
                load(store, rows);
            }
            seconds = (System.nanoTime() - begun) / 1e9;
        }
        ask(directory);
        return new Figures(
                count(file, "exchange"),
                count(file, "session"),
                seconds,
                Files.size(file) / 1e6,
                stats,
                others,
                lists);
    }

    private static long count(Path file, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static void load(DerivedStore store, long rows) throws IOException {
        BulkRows to = new BulkRows(store);
        SyntheticRows synthetic = new SyntheticRows(rows);
        for (long i = 0; i < rows; i++) {
            DerivedExchange row = synthetic.next();
            to.put(row, Texts.NONE, "What session " + i % 1_000 + " is about");
            if (i % 500_000 == 0) {
                System.err.printf(Locale.ROOT, "%,d of %,d rows%n", i, rows);
            }
        }
        to.finish();
    }

    /** Asks everything of the rows in a directory. */
    void ask(Path directory) throws Exception {
        try (DerivedStore store = DerivedStore.open(directory);
                Deriver deriver =
                        new Deriver(
                                new InMemoryArchive(),
                                store,
                                () ->
                                        new Derivations(
                                                new Pricing(
                                                        PriceTable.builtIn(), PriceOverrides.NONE)),
                                new SimpleMeterRegistry())) {
            Derived derived = new SqliteDerived(store, deriver);
            for (Dimension dimension : Dimension.values()) {
                stats(derived, stats, List.of(dimension));
            }
            for (List<Dimension> pair : PAIRS) {
                stats(derived, stats, pair);
            }
            for (List<Dimension> other : OTHERS) {
                stats(derived, others, other);
            }
            lists(derived);
        }
    }

    private static void stats(Derived derived, List<Timing> to, List<Dimension> by)
            throws Exception {
        String words = by.stream().map(Dimension::word).collect(Collectors.joining(","));
        StatsQuery ever = new StatsQuery(by, null, null, 100);
        StatsQuery year = new StatsQuery(by, YEAR, YEAR.plusDays(351), 100);
        to.add(Timing.of("--by " + words, TIMES, SECONDS, time -> derived.stats(ever).size()));
        to.add(
                Timing.of(
                        "--by " + words + ", 351 days",
                        TIMES,
                        SECONDS,
                        time -> derived.stats(year).size()));
    }

    private void lists(Derived derived) throws Exception {
        for (String text : SEARCHES) {
            SearchQuery query = QueryParser.parse(text, END, ZoneOffset.UTC);
            lists.add(
                    Timing.of(
                            text.isEmpty() ? "every exchange" : text,
                            TIMES,
                            SECONDS,
                            time -> derived.search(query, PAGE, null).items().size()));
        }
        ExchangeId[] middle = new ExchangeId[1];
        SearchQuery all = QueryParser.parse("", END, ZoneOffset.UTC);
        SearchQuery half = QueryParser.parse("until:2026-03-20", END, ZoneOffset.UTC);
        middle[0] = derived.search(half, 1, null).items().getFirst().id();
        lists.add(
                Timing.of(
                        "every exchange, a page from the middle",
                        TIMES,
                        SECONDS,
                        time -> derived.search(all, PAGE, middle[0]).items().size()));
        sessions(derived, "sessions", new SessionQuery(PAGE, null, null, null, null));
        sessions(
                derived,
                "sessions of a client",
                new SessionQuery(PAGE, null, "opencode", null, null));
        sessions(
                derived,
                "sessions of a month, long ago",
                new SessionQuery(
                        PAGE,
                        null,
                        null,
                        Instant.parse("2025-11-01T00:00:00Z"),
                        Instant.parse("2025-12-01T00:00:00Z")));
        sessions(
                derived,
                "sessions of a client that there is not",
                new SessionQuery(PAGE, null, "nobody", null, null));
        String session =
                derived.sessions(new SessionQuery(1, null, null, null, null))
                        .items()
                        .getFirst()
                        .id();
        lists.add(
                Timing.of(
                        "a session's exchanges",
                        TIMES,
                        SECONDS,
                        time -> derived.exchanges(session, 200, null).items().size()));
    }

    private void sessions(Derived derived, String what, SessionQuery query) throws Exception {
        lists.add(Timing.of(what, TIMES, SECONDS, time -> derived.sessions(query).items().size()));
    }
}
