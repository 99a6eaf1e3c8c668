package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The disk is full: by setting, traffic passes and is counted, or is refused before anything is
 * sent; nothing is corrupted; and Weir recovers by itself once there is room. On a small file
 * system of its own, for which the test has to be root.
 */
class FullDiskTest {

    private static final int MEGABYTE = 1 << 20;
    private static final int DISK = 320;

    @TempDir private Path directory;

    private final Set<Integer> recorded = new HashSet<>();
    private boolean mounted;
    private int sent;

    private Path disk() {
        return directory.resolve("disk");
    }

    @BeforeEach
    void mount() throws Exception {
        Files.createDirectories(disk());
        mounted =
                run("mount", "-t", "tmpfs", "-o", "size=" + DISK + "m", "tmpfs", disk().toString())
                        == 0;
        Assumptions.assumeTrue(mounted, "not allowed to mount a small file system (not root)");
    }

    @AfterEach
    void unmount() throws Exception {
        if (mounted) {
            run("umount", "-l", disk().toString());
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(20, TimeUnit.SECONDS) ? process.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void trafficPassesCountedUntilThereIsRoomAgain() throws Exception {
        try (ScriptedProvider provider = provider();
                ChildWeir weir = ChildWeir.start(settings(provider, "pass"));
                Console console = weir.console()) {
            fill();
            Answer answer =
                    until(weir, a -> "degraded".equals(a.headers().first("x-weir-capture")));
            assertThat(answer.status()).isEqualTo(200);
            assertThat(console.metric("weir_capture_gap_total")).isPositive();
            assertThat(console.metric("weir_capture_unrecorded_total")).isPositive();
            recovers(weir, console);
        }
        verify();
    }

    @Test
    void trafficIsRefusedByNameUntilThereIsRoomAgain() throws Exception {
        try (ScriptedProvider provider = provider();
                ChildWeir weir = ChildWeir.start(settings(provider, "refuse"));
                Console console = weir.console()) {
            fill();
            Answer answer = until(weir, a -> a.status() != 200);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.weirError()).isEqualTo("capture_unavailable");
            assertThat(answer.headers().contains("retry-after")).isTrue();
            int before = provider.connections();
            int requests = provider.received().size();
            assertThat(send(weir, 10).status()).isEqualTo(503);
            assertThat(provider.received()).as("nothing is sent").hasSize(requests);
            assertThat(provider.connections()).isEqualTo(before);
            recovers(weir, console);
        }
        verify();
    }

    private static ScriptedProvider provider() throws IOException {
        return ScriptedProvider.start().always(Scripts.json(200, "{\"ok\":true}"));
    }

    private Settings settings(ScriptedProvider provider, String onFull) {
        return Settings.in(disk().resolve("data"))
                .provider("p", provider.url())
                .set("capture.on_full", onFull);
    }

    /** Takes all the room there is. */
    private void fill() throws IOException {
        byte[] block = new byte[MEGABYTE];
        try (OutputStream file = Files.newOutputStream(disk().resolve("filler"))) {
            for (int i = 0; i < 4 * DISK; i++) {
                file.write(block);
            }
        } catch (IOException e) {
            // it is full
        }
    }

    /** Sends a megabyte after the other until an answer is as wanted. */
    private Answer until(ChildWeir weir, java.util.function.Predicate<Answer> wanted)
            throws Exception {
        for (int i = 0; i < 2 * DISK; i++) {
            Answer answer = send(weir, MEGABYTE);
            assertThat(answer.ended()).isEqualTo(Ended.WHOLE);
            if (wanted.test(answer)) {
                return answer;
            }
        }
        throw new AssertionError("the disk never got full");
    }

    private Answer send(ChildWeir weir, int size) throws IOException {
        int number = ++sent;
        StringBuilder body = new StringBuilder(size);
        Random random = new Random(number);
        while (body.length() < size) {
            body.append((char) ('a' + random.nextInt(26)));
        }
        try (RawClient client = RawClient.connect(weir.proxyPort())) {
            Answer answer =
                    client.post("/p/v1/x", "x-weir-tag: number=" + number + "\r\n", body.toString())
                            .answer();
            if (answer.status() == 200 && !answer.headers().contains("x-weir-capture")) {
                recorded.add(number);
            }
            return answer;
        }
    }

    /** With room again, traffic is recorded without a restart, and nothing is lost. */
    private void recovers(ChildWeir weir, Console console) throws Exception {
        Files.delete(disk().resolve("filler"));
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        Answer answer = send(weir, 100);
        while (answer.status() != 200 || answer.headers().contains("x-weir-capture")) {
            assertThat(System.nanoTime()).as("recovery within 30 s").isLessThan(deadline);
            Thread.sleep(200);
            answer = send(weir, 100);
        }
        Set<Integer> found = numbers(console);
        while (!found.containsAll(recorded) && System.nanoTime() < deadline) {
            Thread.sleep(200);
            found = numbers(console);
        }
        assertThat(found).containsAll(recorded);
        assertThat(weir.isAlive()).isTrue();
        assertThat(weir.awaitStop()).as(weir.output()).isZero();
    }

    private static Set<Integer> numbers(Console console) throws Exception {
        Set<Integer> numbers = new HashSet<>();
        List<JsonNode> all = console.allExchanges();
        for (JsonNode record : all) {
            for (JsonNode tag : record.path("tags")) {
                if (tag.asString().startsWith("number=")) {
                    numbers.add(Integer.parseInt(tag.asString().substring(7)));
                }
            }
        }
        return numbers;
    }

    private void verify() throws Exception {
        ChildWeir.Finished verify =
                ChildWeir.run("verify", "--data", disk().resolve("data").toString());
        assertThat(verify.status()).as(verify.output()).isZero();
    }
}
