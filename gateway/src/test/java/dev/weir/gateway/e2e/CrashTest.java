package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.ScriptedProvider;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * Killed under load, again and again: what a client had complete is on record, what was forwarded
 * is at least begun, no body fails its hash, and Weir starts again by itself.
 */
class CrashTest {

    private static final int CLIENTS = 8;

    /** How long the archive may take over what the spool still held at the start. */
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    @TempDir private Path directory;

    @Test
    void threeKillsLoseNothing() throws Exception {
        kills(3, 20261121);
    }

    @Test
    @Tag("slow")
    void fortyKillsLoseNothing() throws Exception {
        kills(40, System.nanoTime());
    }

    private void kills(int rounds, long seed) throws Exception {
        Random random = new Random(seed);
        LoadedWeir load = new LoadedWeir();
        Set<Integer> checked = new HashSet<>();
        try (ScriptedProvider provider = ScriptedProvider.start().always(load::serve).forgetful()) {
            Settings settings =
                    Settings.in(directory.resolve("data")).provider("load", provider.url());
            for (int round = 1; round <= rounds; round++) {
                try (ChildWeir weir = ChildWeir.start(settings)) {
                    List<Thread> clients = load.start(CLIENTS, weir.proxyPort());
                    Thread.sleep(300 + random.nextInt(1_200));
                    weir.kill();
                    for (Thread client : clients) {
                        client.join();
                    }
                }
                long started = System.nanoTime();
                try (ChildWeir weir = ChildWeir.start(settings);
                        Console console = weir.console()) {
                    Duration recovery = Duration.ofNanos(System.nanoTime() - started);
                    assertThat(recovery).as("seed %d", seed).isLessThan(Duration.ofSeconds(20));
                    check(console, load, checked);
                    assertThat(weir.awaitStop()).as(weir.output()).isZero();
                }
            }
        }
        System.out.printf(
                "crash: %d kills, %d exchanges complete, %d forwarded, none missing (seed %d)%n",
                rounds, load.complete().size(), load.forwarded().size(), seed);
        assertThat(load.complete()).hasSizeGreaterThan(rounds * 10);
        ChildWeir.Finished verify =
                ChildWeir.run("verify", "--data", directory.resolve("data").toString());
        assertThat(verify.status()).as(verify.output()).isZero();
    }

    private static void check(Console console, LoadedWeir load, Set<Integer> checked)
            throws Exception {
        Map<Integer, JsonNode> records = records(console);
        long started = System.nanoTime();
        while (!records.keySet().containsAll(load.forwarded())
                && System.nanoTime() - started < CATCH_UP.toNanos()) {
            Thread.sleep(200);
            records = records(console);
        }
        System.out.printf(
                "crash: caught up after %d ms%n", (System.nanoTime() - started) / 1_000_000);
        assertThat(records.keySet()).as("forwarded ones on record").containsAll(load.forwarded());
        assertThat(records.keySet()).as("complete ones on record").containsAll(load.complete());
        Set<Integer> complete = new HashSet<>(load.complete());
        for (Map.Entry<Integer, JsonNode> entry : records.entrySet()) {
            int number = entry.getKey();
            if (checked.add(number)) {
                check(console, number, entry.getValue(), complete.contains(number));
            }
        }
    }

    private static Map<Integer, JsonNode> records(Console console) throws Exception {
        Map<Integer, JsonNode> records = new HashMap<>();
        for (JsonNode record : console.allExchanges()) {
            for (JsonNode tag : record.path("tags")) {
                String text = tag.asString();
                if (text.startsWith("number=")) {
                    records.put(Integer.parseInt(text.substring(7)), record);
                }
            }
        }
        return records;
    }

    private static void check(Console console, int number, JsonNode record, boolean complete)
            throws Exception {
        String id = Console.id(record);
        Bytes request = console.body(id, "request");
        Bytes answer = console.body(id, "response");
        String outcome = record.path("outcome").asString();
        if (complete || outcome.equals("complete")) {
            assertThat(request).isEqualTo(LoadedWeir.request(number));
            assertThat(answer).isEqualTo(LoadedWeir.answer(number));
        } else {
            assertThat(LoadedWeir.request(number).latin1()).startsWith(request.latin1());
            assertThat(LoadedWeir.answer(number).latin1()).startsWith(answer.latin1());
        }
        assertThat(outcome).isIn("complete", "interrupted");
    }
}
