package dev.weir.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.Ended;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.ScriptedProvider;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * One Weir for a class, with short limits; a provider of its own for each test, so that no
 * connection is shared between two. Every request of a test carries its tag, by which its record is
 * found.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WireHarness {

    static final Duration SOON = Duration.ofSeconds(5);

    private static final int PROVIDERS = 120;

    private final List<ScriptedProvider> providers = new ArrayList<>();
    private @Nullable RunningWeir running;
    private @Nullable Console reader;
    private int used;

    /** Settings of a class beyond the harness's own. */
    Settings configure(Settings settings) throws IOException {
        return settings;
    }

    @BeforeAll
    void startWeir(@TempDir Path directory) throws Exception {
        Settings settings =
                Settings.in(directory.resolve("data"))
                        .set("timeouts.connect", "1s")
                        .set("timeouts.first_byte", "1s")
                        .set("timeouts.idle", "1s")
                        .set("timeouts.request_head", "1s")
                        .set("timeouts.request_idle", "1s")
                        .set("timeouts.keep_alive", "2s")
                        .set("limits.request_body", "64MiB");
        for (int i = 0; i < PROVIDERS; i++) {
            ScriptedProvider provider = ScriptedProvider.start();
            providers.add(provider);
            settings.provider("p" + i, provider.url());
        }
        running = RunningWeir.start(configure(settings));
        reader = running.console();
    }

    @AfterAll
    void stopWeir() {
        if (reader != null) {
            reader.close();
        }
        if (running != null) {
            running.close();
        }
        providers.forEach(ScriptedProvider::close);
    }

    @BeforeEach
    void nextProvider() {
        used++;
        assertThat(used).as("providers of the harness").isLessThan(PROVIDERS);
    }

    @AfterEach
    void everyScriptWentAsWritten() {
        assertThat(provider().faults()).isEmpty();
    }

    RunningWeir weir() {
        if (running == null) {
            throw new IllegalStateException("not started");
        }
        return running;
    }

    Console console() {
        if (reader == null) {
            throw new IllegalStateException("not started");
        }
        return reader;
    }

    /** This test's provider. */
    ScriptedProvider provider() {
        return providers.get(used);
    }

    /** This test's provider's name, also the value of its tag {@code case}. */
    String name() {
        return "p" + used;
    }

    /** A path at this test's provider. */
    String at(String path) {
        return "/" + name() + path;
    }

    /** The field line that tags a request with this test. */
    String tag() {
        return "x-weir-tag: case=" + name() + "\r\n";
    }

    RawClient connect() throws IOException {
        return RawClient.connect(weir().proxyPort());
    }

    /** The text with {@code Host: weir} made a Host field that names this Weir. */
    String own(String text) {
        return text.replace("Host: weir", "Host: localhost:" + weir().proxyPort());
    }

    /** Sends a chat request on a connection of its own and leaves the answer to the test. */
    RawClient ask() throws IOException {
        return ask("{\"model\":\"m\"}");
    }

    RawClient ask(String body) throws IOException {
        return connect().post(at("/v1/chat/completions"), tag(), body);
    }

    /** Sends a chat request and reads its answer. */
    Answer askAndRead() throws IOException {
        try (RawClient client = ask()) {
            return client.answer();
        }
    }

    /** This test's record; the newest where there are several. */
    JsonNode record() throws Exception {
        return console().awaitCase(name());
    }

    /** Waits for so many records of this test, newest first. */
    List<JsonNode> records(int count) throws Exception {
        return console().awaitTagged("case=" + name(), count);
    }

    /** The bytes of the answer on record. */
    Bytes answerOnRecord() throws Exception {
        return console().body(Console.id(record()), "response");
    }

    /** This test's record ended that way. */
    JsonNode recordEnded(String reason, String phase) throws Exception {
        JsonNode record = record();
        assertThat(record.path("endReason").asString()).isEqualTo(reason);
        assertThat(record.path("endPhase").asString()).isEqualTo(phase);
        return record;
    }

    /** An answer of Weir's own with that code. */
    static void assertWeirError(Answer answer, int status, String code) {
        assertThat(answer.weirError()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.headers().first("content-type")).isEqualTo("application/json");
        assertThat(answer.headers().contains("x-request-id")).isTrue();
        assertThat(answer.ended()).isEqualTo(Ended.WHOLE);
        assertThat(answer.body().text()).contains("\"error\"");
    }

    /** An answer that nobody can take for a whole one. */
    static void assertBrokenOff(Answer answer) {
        assertThat(answer.ended()).isIn(Ended.CLOSED, Ended.RESET);
    }

    /** Counts how much a metric rises over an action. */
    double rise(Action action, String metric, String... labels) throws Exception {
        double before = console().metric(metric, labels);
        action.run();
        long deadline = System.nanoTime() + SOON.toNanos();
        double after = console().metric(metric, labels);
        while (after == before && System.nanoTime() < deadline) {
            Thread.sleep(10);
            after = console().metric(metric, labels);
        }
        return after - before;
    }

    /** Something a test does. */
    @FunctionalInterface
    interface Action {
        void run() throws Exception;
    }
}
