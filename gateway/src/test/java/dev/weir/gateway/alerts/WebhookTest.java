package dev.weir.gateway.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.limit.LimitRule;
import dev.weir.core.limit.Quantity;
import dev.weir.core.limit.Subject;
import dev.weir.core.limit.Warning;
import dev.weir.core.limit.Window;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.Received;
import dev.weir.testkit.wire.ScriptedProvider;
import dev.weir.testkit.wire.Scripts;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Warnings as the address of a webhook gets them. */
class WebhookTest {

    private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");

    private final ScriptedProvider receiver = ScriptedProvider.start();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Webhook webhook =
            new Webhook(
                    new Webhook.Target(
                            URI.create("http://127.0.0.1:" + receiver.port() + "/hook?k=secret"),
                            "s3cret"),
                    subject -> subject.id() + "@acme.example",
                    () -> NOW,
                    Duration.ofMillis(5),
                    Duration.ofMillis(500),
                    metrics);

    WebhookTest() throws IOException {}

    @AfterEach
    void stop() {
        webhook.close();
        receiver.close();
    }

    @Test
    void aWarningIsPostedOnceAndSigned() {
        receiver.always(Scripts.answer(204, "", Bytes.of("")));
        webhook.accept(warning(80));
        until(() -> count("weir.alerts.told") == 1);
        assertThat(receiver.received()).hasSize(1);
        Received received = receiver.received().getFirst();
        assertThat(received.head().target()).isEqualTo("/hook?k=secret");
        String body = received.body().text();
        assertThat(body)
                .startsWith("{\"type\":\"limit.soft_level\",\"text\":\"The ")
                .contains(" of user ada@acme.example has used 80 % or more")
                .contains(
                        "\"at\":\"2026-11-21T09:30:00Z\",\"organisation\":\"acme\",\"limit\":\"l1\"",
                        "\"subject_kind\":\"user\",\"subject\":\"ada\",\"quantity\":\"requests\"",
                        "\"amount\":\"10\",\"level\":80,\"used\":8}");
        assertThat(received.head().headers().first("x-weir-signature"))
                .isEqualTo(
                        "sha256="
                                + Webhook.signature(
                                        "s3cret", body.getBytes(StandardCharsets.UTF_8)));
    }

    /** The test vector 2 of RFC 4231. */
    @Test
    void theSignatureIsThatOfTheStandard() {
        assertThat(
                        Webhook.signature(
                                "Jefe",
                                "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void whatFailsForNowIsTriedAgainAndOrderIsKept() {
        receiver.next(Scripts.answer(503, "", Bytes.of("")));
        receiver.next(Scripts.resetAtOnce());
        receiver.always(Scripts.answer(200, "", Bytes.of("ok")));
        webhook.accept(warning(50));
        webhook.accept(warning(80));
        until(() -> count("weir.alerts.told") == 2);
        assertThat(receiver.received().getLast().body().text()).contains("\"level\":80");
        assertThat(count("weir.alerts.dropped")).isZero();
    }

    @Test
    void aReceiverThatStallsInItsAnswerHoldsNobody() {
        receiver.next(
                call -> {
                    call.body().rest();
                    call.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
                    call.pause(Duration.ofSeconds(60));
                });
        receiver.always(Scripts.answer(200, "", Bytes.of("ok")));
        webhook.accept(warning(50));
        webhook.accept(warning(80));
        until(() -> count("weir.alerts.told") == 2);
        assertThat(receiver.received()).hasSize(3);
    }

    @Test
    void whatIsRefusedIsDroppedAndCounted() {
        receiver.always(Scripts.answer(404, "", Bytes.of("no")));
        webhook.accept(warning(80));
        until(() -> count("weir.alerts.dropped") == 1);
        assertThat(receiver.received()).hasSize(1);
    }

    @Test
    void theAddressIsNotInWhatIsPrintedOfIt() {
        assertThat(new Webhook.Target(URI.create("https://h.example/x?k=v"), "s"))
                .hasToString("Target[h.example]");
    }

    private double count(String name) {
        return metrics.get(name).counter().count();
    }

    private static void until(BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!done.getAsBoolean() && System.nanoTime() < end) {
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(done.getAsBoolean()).as("in time").isTrue();
    }

    private static Warning warning(int level) {
        return new Warning(
                LimitRule.of(
                        "acme",
                        "l1",
                        Subject.Kind.USER,
                        null,
                        Quantity.REQUESTS,
                        BigDecimal.TEN,
                        new Window.Calendar(Window.Unit.DAY, ZoneOffset.UTC)),
                new Subject(Subject.Kind.USER, "ada"),
                level,
                8,
                null);
    }
}
