package dev.weir.bench.console;

import dev.weir.bench.reading.Stage;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.SessionQuery;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;

/**
 * The archive whose pages are opened, made once for a directory and used again.
 *
 * @param exchanges how many are in it
 * @param steps calls of the one long session
 * @param largeBytes size of the one large request body, at least
 * @param longSession that session
 * @param session one of the sessions of usual length
 * @param exchange a call in the middle of it
 * @param large the call with the large body
 */
record Archived(
        int exchanges,
        int steps,
        int largeBytes,
        String longSession,
        String session,
        String exchange,
        String large) {

    private static final int STEPS = 10_000;
    private static final int LARGE = 20_000_000;
    private static final int TOLD = 50_000;
    private static final int SESSIONS = 200;
    private static final int USUAL = 40;

    /** Holds how many were put, once they are all in the archive. */
    private static final String MADE = "console-bench.txt";

    /**
     * What is in a directory, or is made there.
     *
     * @param exchanges how many it shall have, where it is made
     */
    static Archived in(Path directory, Path data, int exchanges)
            throws IOException, InterruptedException {
        Files.createDirectories(data);
        Path made = directory.resolve(MADE);
        try (Stage stage = new Stage(data)) {
            if (!Files.exists(made)) {
                make(stage, exchanges);
                Files.writeString(made, Integer.toString(exchanges));
            }
            // A newer Weir reads them anew; it would do so slowly if nobody waited.
            stage.startDeriver();
            System.err.println("waiting until all exchanges are read");
            stage.settleRows();
            return find(stage, Integer.parseInt(Files.readString(made).strip()));
        }
    }

    private static void make(Stage stage, int exchanges) throws IOException, InterruptedException {
        AgentCalls calls = new AgentCalls(System.currentTimeMillis(), exchanges);
        int steps = steps(exchanges);
        for (int i = 0; i < exchanges - steps - 1; i++) {
            stage.put(calls.next());
            if (i % TOLD == TOLD - 1) {
                System.err.printf(Locale.ROOT, "%,d of %,d exchanges%n", i + 1, exchanges);
            }
        }
        calls.longSession(steps).forEach(stage::put);
        stage.put(calls.large(LARGE));
        stage.settleArchive();
    }

    private static int steps(int exchanges) {
        return Math.min(STEPS, exchanges / 10);
    }

    private static Archived find(Stage stage, int exchanges) throws IOException {
        int steps = steps(exchanges);
        String longSession = session(stage, count -> count == steps);
        String session =
                session(stage, count -> count >= Math.min(USUAL, steps / 4) && count < steps);
        List<DerivedExchange> calls = stage.derived().exchanges(session, USUAL, null).items();
        DerivedExchange large =
                stage.derived()
                        .exchanges(session(stage, count -> count == 1), 1, null)
                        .items()
                        .getFirst();
        return new Archived(
                exchanges,
                steps,
                LARGE,
                longSession,
                session,
                calls.get(calls.size() / 2).id().toString(),
                large.id().toString());
    }

    /** The latest session with so many calls. */
    private static String session(Stage stage, IntPredicate calls) throws IOException {
        return stage
                .derived()
                .sessions(new SessionQuery(SESSIONS, null, null, null, null))
                .items()
                .stream()
                .filter(session -> calls.test((int) session.sums().exchanges()))
                .findFirst()
                .orElseThrow(() -> new IOException("the archive is not the one that was made"))
                .id();
    }
}
