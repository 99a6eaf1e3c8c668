package dev.weir.bench.gateway;

import dev.weir.core.access.Providers;
import dev.weir.core.capture.CaptureMode;
import dev.weir.core.control.ControlStore;
import dev.weir.core.control.Document;
import dev.weir.core.control.Kind;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;
import dev.weir.core.token.Grant;
import dev.weir.core.token.Scope;
import dev.weir.core.token.TokenHash;
import dev.weir.core.token.TokenKind;
import dev.weir.core.token.TokenText;
import dev.weir.gateway.control.Publisher;
import dev.weir.gateway.control.SqlControlStore;
import dev.weir.gateway.store.Database;

import org.sqlite.SQLiteConfig;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * How soon a change is in force: the snapshot is made from the database with very many rules, by
 * the process that changed something and by one that only sees the database.
 */
final class InForce {

    private static final int TIMES = 21;

    /**
     * What was seen.
     *
     * @param rules routes on record; as many users and tokens
     * @param publishP50 milliseconds to read all of it and put a new snapshot in force, half within
     * @param publishMost the longest
     * @param hereP50 milliseconds from the change to a new snapshot in the process that made it
     * @param elsewhereP50 the same in a second process on the same database
     * @param elsewhereMost the longest
     */
    record Figures(
            int rules,
            double publishP50,
            double publishMost,
            double hereP50,
            double elsewhereP50,
            double elsewhereMost) {}

    Figures measure(Path directory, int size) throws Exception {
        Database database = database(directory);
        SqlControlStore store = new SqlControlStore(database);
        fill(store, size);
        try (Publisher here = publisher(store);
                Publisher elsewhere = publisher(new SqlControlStore(database))) {
            double[] publish = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                long before = System.nanoTime();
                here.reload();
                publish[i] = millisSince(before);
            }
            elsewhere.start();
            double[] near = new double[TIMES];
            double[] far = new double[TIMES];
            for (int i = 0; i < TIMES; i++) {
                // Not in step with the one that looks.
                Thread.sleep(300 + 37L * i % 250);
                Object old = elsewhere.get();
                long before = System.nanoTime();
                store.put(route("new" + i, i));
                here.refresh();
                near[i] = millisSince(before);
                while (elsewhere.get() == old) {
                    Thread.sleep(1);
                }
                far[i] = millisSince(before);
            }
            Arrays.sort(publish);
            Arrays.sort(near);
            Arrays.sort(far);
            return new Figures(
                    size,
                    publish[TIMES / 2],
                    publish[TIMES - 1],
                    near[TIMES / 2],
                    far[TIMES / 2],
                    far[TIMES - 1]);
        }
    }

    private static double millisSince(long before) {
        return (System.nanoTime() - before) / 1e6;
    }

    private static Publisher publisher(ControlStore store) throws IOException {
        return new Publisher(
                store,
                _ -> List.of(),
                new Providers(Providers.wellKnown().values()),
                Set.of(),
                InstantSource.system()::instant,
                _ -> new byte[8]);
    }

    private static void fill(SqlControlStore store, int size) throws Exception {
        Random random = new Random(3);
        TokenHash.Hasher hasher = new TokenHash.Hasher(new byte[32]);
        store.put(document(Kind.ORGANISATION, People.ORGANISATION, "Acme", JsonObject.EMPTY));
        for (int i = 0; i < size; i++) {
            String user = "usr_" + i;
            store.put(
                    document(
                            Kind.USER,
                            user,
                            i + "@acme.example",
                            JsonObject.of("role", JsonString.of("member"))));
            store.put(route("route-" + i, i));
            TokenText token = TokenText.make(TokenKind.PERSONAL, random);
            store.addToken(
                    new Grant(
                            "tok_" + i,
                            People.ORGANISATION,
                            TokenKind.PERSONAL,
                            user,
                            null,
                            "laptop",
                            token.lastFour(),
                            Scope.ALL,
                            CaptureMode.FULL,
                            Instant.EPOCH,
                            null,
                            null,
                            null),
                    hasher.of(token));
        }
    }

    private static Document route(String name, int number) {
        return document(
                Kind.ROUTE,
                "rte_" + name,
                name,
                JsonObject.builder()
                        .add("provider", JsonString.of("anthropic"))
                        .add("model", JsonString.of("claude-haiku-4-5"))
                        .add(
                                "for",
                                JsonObject.of(
                                        "users",
                                        JsonArray.of(List.of(JsonString.of("usr_" + number)))))
                        .build());
    }

    private static Document document(Kind kind, String id, String name, JsonObject body) {
        return new Document(
                People.ORGANISATION, kind, id, "", name, 0, body, Instant.EPOCH, "bench");
    }

    /** As in service, but for waiting until the disk has it while the file is filled. */
    private static Database database(Path directory) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setPageSize(16 * 1024);
        config.setSynchronous(SQLiteConfig.SynchronousMode.OFF);
        config.setBusyTimeout(5_000);
        String url = "jdbc:sqlite:" + directory.resolve("control.db");
        return () -> config.createConnection(url);
    }
}
