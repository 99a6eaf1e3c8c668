package dev.weir.bench.reading;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.derived.Derived;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.Texts;
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
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The full text index: how large it is beside the text that is in it, how quickly it is made, how
 * quickly it answers. The text is made of words as frequent as words are (the n-th a n-th as often
 * as the first), which an index has more trouble with than with real prose.
 */
final class TextIndex {

    private static final int VOCABULARY = 60_000;
    private static final int WORDS_OF_A_PROMPT = 120;
    private static final int WORDS_OF_AN_ANSWER = 160;
    private static final int RARE_EVERY = 20_000;
    private static final int PAGE = 50;
    private static final int TIMES = 200;
    private static final double SECONDS = 3;

    /**
     * What was seen.
     *
     * @param exchanges how many
     * @param textMegabytes text that was indexed
     * @param indexMegabytes pages of the index, after it was put in order
     * @param seenMegabytes pages of the table of texts that are indexed already
     * @param cpuSeconds to write the rows with their text
     * @param withoutSeconds of that, to write the rows without text
     * @param mergeSeconds to put it in order at the end
     * @param questions answers
     */
    record Figures(
            long exchanges,
            double textMegabytes,
            double indexMegabytes,
            double seenMegabytes,
            double cpuSeconds,
            double withoutSeconds,
            double mergeSeconds,
            List<Timing> questions) {}

    /**
     * The index over recorded agent sessions, which say everything once and send it a hundred
     * times.
     *
     * @param capturedMegabytes bytes of the bodies
     * @param indexMegabytes pages of the index and of the table of texts
     * @param fileMegabytes all of the file of derived rows
     */
    record Recorded(double capturedMegabytes, double indexMegabytes, double fileMegabytes) {}

    /** The index over recorded agent sessions, as the deriver makes it. */
    static Recorded recorded(Path traffic) throws Exception {
        return Stage.inNewDirectory(
                directory -> {
                    double captured = 0;
                    try (Stage stage = new Stage(directory)) {
                        captured = DeriveSpeed.sessionsTo(traffic, stage) / 1e6;
                        stage.settleArchive();
                        stage.startDeriver();
                        stage.settleRows();
                        stage.derived().deriveAll(count -> {});
                    }
                    return new Recorded(
                            captured,
                            megabytes(directory, "text\\_%") + megabytes(directory, "seen"),
                            Files.size(directory.resolve("reading.db")) / 1e6);
                });
    }

    private final Random random = new Random(21);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final String[] words = new String[VOCABULARY];
    private final double[] weights = new double[VOCABULARY];
    private long characters;

    TextIndex() {
        double sum = 0;
        for (int i = 0; i < VOCABULARY; i++) {
            StringBuilder word = new StringBuilder();
            for (int n = i * 7 + 11; n > 0; n /= 20) {
                word.append("bcdfghjklmnprstvwxyz".charAt(n % 20)).append("aeiou".charAt(n % 5));
            }
            words[i] = word.toString();
            sum += 1.0 / (i + 1);
            weights[i] = sum;
        }
    }

    Figures measure(int exchanges) throws Exception {
        double without =
                Stage.inNewDirectory(directory -> cpuOfRows(directory, exchanges / 10)) * 10;
        return Stage.inNewDirectory(directory -> measure(directory, exchanges, without));
    }

    private double cpuOfRows(Path directory, int exchanges) throws IOException {
        try (DerivedStore store = DerivedStore.open(directory)) {
            return cpuOf(store, exchanges, false);
        }
    }

    private double cpuOf(DerivedStore store, int exchanges, boolean withText) throws IOException {
        BulkRows to = new BulkRows(store);
        SyntheticRows rows = new SyntheticRows(exchanges);
        long cpu = 0;
        for (int i = 0; i < exchanges; i++) {
            DerivedExchange row = rows.next();
            Texts texts = withText ? texts(i) : Texts.NONE;
            long before = threads.getCurrentThreadCpuTime();
            to.put(row, texts, null);
            cpu += threads.getCurrentThreadCpuTime() - before;
        }
        long before = threads.getCurrentThreadCpuTime();
        to.commit();
        return (cpu + threads.getCurrentThreadCpuTime() - before) / 1e9;
    }

    private Figures measure(Path directory, int exchanges, double without) throws Exception {
        try (DerivedStore store = DerivedStore.open(directory)) {
            double cpu = cpuOf(store, exchanges, true);
            long before = threads.getCurrentThreadCpuTime();
            new BulkRows(store).finish();
            double merge = (threads.getCurrentThreadCpuTime() - before) / 1e9;
            List<Timing> questions = questions(store);
            return new Figures(
                    exchanges,
                    characters / 1e6,
                    megabytes(directory, "text\\_%"),
                    megabytes(directory, "seen"),
                    cpu,
                    without,
                    merge,
                    questions);
        }
    }

    private Texts texts(int number) {
        return new Texts(
                List.of("You are a helpful assistant that answers in short words."),
                List.of(text(WORDS_OF_A_PROMPT, number)),
                List.of(text(WORDS_OF_AN_ANSWER, number)),
                List.of(),
                List.of());
    }

    private String text(int count, int number) {
        StringBuilder text = new StringBuilder();
        text.append("number ").append(number);
        for (int i = 0; i < count; i++) {
            text.append(' ').append(words[word()]);
        }
        if (number % RARE_EVERY == 0) {
            text.append(" xylophone");
        }
        if (number % 3 == 0) {
            text.append(" please refactor the weir gauge");
        }
        characters += text.length();
        return text.toString();
    }

    private int word() {
        double at = random.nextDouble() * weights[VOCABULARY - 1];
        int low = 0;
        int high = VOCABULARY - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (weights[middle] < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private List<Timing> questions(DerivedStore store) throws Exception {
        List<Timing> timings = new ArrayList<>();
        try (Deriver deriver =
                new Deriver(
                        new InMemoryArchive(),
                        store,
                        () ->
                                new Derivations(
                                        new Pricing(PriceTable.builtIn(), PriceOverrides.NONE)),
                        new SimpleMeterRegistry())) {
            Derived derived = new SqliteDerived(store, deriver);
            ask(derived, timings, "a rare word", "xylophone");
            ask(derived, timings, "a word of every 70th exchange", words[1_500]);
            ask(derived, timings, "a word of one in three", "refactor");
            ask(derived, timings, "a word of every exchange", words[0]);
            ask(derived, timings, "a common phrase", "\"refactor the weir gauge\"");
            ask(
                    derived,
                    timings,
                    "a phrase that there is not, of common words",
                    "\"gauge weir the refactor\"");
            ask(
                    derived,
                    timings,
                    "a common word in answers, of one person",
                    "answer:refactor user:person-7");
            ask(
                    derived,
                    timings,
                    "a common word, of a model, that failed",
                    "refactor model:gpt-5.2 status:>=400");
            ask(derived, timings, "the begin of a word", "xyloph*");
            ask(derived, timings, "one rare word or another", "xylophone OR " + words[59_000]);
            ask(derived, timings, "a word that there is not", "zzzzz");
        }
        return timings;
    }

    private static void ask(Derived derived, List<Timing> to, String what, String text)
            throws Exception {
        SearchQuery query = QueryParser.parse(text, Instant.now(), ZoneOffset.UTC);
        to.add(
                Timing.of(
                        what,
                        TIMES,
                        SECONDS,
                        time -> derived.search(query, PAGE, null).items().size()));
    }

    /** Megabytes of the tables whose names are like this. */
    static double megabytes(Path directory, String tables) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(
                                "jdbc:sqlite:" + directory.resolve("reading.db"));
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT sum(pgsize) FROM dbstat WHERE name LIKE '"
                                        + tables
                                        + "' ESCAPE '\\'")) {
            return rows.next() ? rows.getLong(1) / 1e6 : 0;
        }
    }
}
