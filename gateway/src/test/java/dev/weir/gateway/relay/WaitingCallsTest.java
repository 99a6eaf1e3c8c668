package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.metering.Metering;
import dev.weir.core.token.Caller;
import dev.weir.testkit.Bytes;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;

/** Calls that wait for limits: what these are told of them, and what may happen meanwhile. */
class WaitingCallsTest {

    private static final String BODY =
            "{\"model\":\"m\",\"n\":3,\"text\":\"" + "so much to say ".repeat(400) + "\"}";

    private final RulesBench bench;
    private final Asked asked = new Asked();

    /** Limits that read requests, and answer when they are told to. */
    private static final class Asked implements Metering {

        final List<Order> orders = new CopyOnWriteArrayList<>();
        final List<Reply> replies = new CopyOnWriteArrayList<>();
        boolean reads = true;
        boolean waits;

        @Override
        public boolean readsRequests(Caller caller) {
            return reads;
        }

        @Override
        public void enter(Order order, Reply reply) {
            orders.add(order);
            if (waits) {
                replies.add(reply);
            } else {
                reply.granted(Meter.NONE);
            }
        }
    }

    WaitingCallsTest() throws IOException {
        bench = new RulesBench();
        bench.metering = asked;
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void theNextPlaceIsAskedForTheSameBytesWhereTheLengthWasNotStated() throws Exception {
        bench.keys = 2;
        bench.provider.next(Scripts.answer(429, "retry-after: 7\r\n", Bytes.of("{}")));
        try (RawClient client = bench.rig().client()) {
            client.send(chunkedHead() + chunk(BODY) + "0\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(asked.orders).extracting(Metering.Order::sending).containsExactly(1, 2);
        assertThat(asked.orders)
                .extracting(Metering.Order::bodyBytes)
                .containsExactly((long) BODY.length(), (long) BODY.length());
    }

    @Test
    void aCodedBodyCountsAsLongAsItIsWithoutItsCoding() throws Exception {
        byte[] zipped = zipped(BODY);
        assertThat(zipped.length).isLessThan(BODY.length() / 10);
        try (RawClient client = bench.rig().client()) {
            client.send(
                    "POST /v1/messages HTTP/1.1\r\nHost: localhost:"
                            + bench.rig().port()
                            + "\r\n"
                            + RulesBench.auth()
                            + "Content-Encoding: gzip\r\nContent-Length: "
                            + zipped.length
                            + "\r\n\r\n");
            client.send(Bytes.of(zipped));
            assertThat(client.answer().status()).isEqualTo(200);
        }
        assertThat(asked.orders.getFirst().bodyBytes()).isEqualTo(BODY.length());
        assertThat(asked.orders.getFirst().answers()).isEqualTo(3);
    }

    @Test
    void whoHasSentEverythingIsNotSilentWhileLimitsAreAsked() throws Exception {
        bench.timeouts = RelayRig.requestIdle(Duration.ofMillis(200));
        asked.waits = true;
        try (RawClient client = bench.rig().client()) {
            client.post("/v1/messages", RulesBench.auth(), BODY);
            until(() -> asked.replies.size() == 1);
            Thread.sleep(700);
            asked.replies.getFirst().granted(Metering.Meter.NONE);
            assertThat(client.answer().status()).isEqualTo(200);
        }
    }

    @Test
    void whoHasNotSentEverythingIsGivenUpAllTheSame() throws Exception {
        bench.timeouts = RelayRig.requestIdle(Duration.ofMillis(200));
        try (RawClient client = bench.rig().client()) {
            client.send(chunkedHead() + chunk("{\"model\":"));
            assertThat(client.answer().status()).isEqualTo(408);
        }
    }

    /** The refusal is not safe yet when the limits let the call pass: nothing begins anew. */
    @Test
    void whatWasRefusedIsNotSentAnyMore() throws Exception {
        asked.waits = true;
        asked.reads = false;
        bench.route("m", "other");
        bench.rig().recorder.hold();
        try (RawClient client = bench.rig().client()) {
            client.send(chunkedHead() + chunk("{\"model\":\"m\","));
            until(() -> asked.replies.size() == 1);
            client.send("no chunk\r\n");
            until(() -> bench.rig().recorder.held() == 1);
            asked.replies.getFirst().granted(Metering.Meter.NONE);
            Thread.sleep(300);
            assertThat(bench.provider.received()).isEmpty();
            assertThat(bench.rig().recorder.calls()).hasSize(1);
            assertThat(bench.rig().recorder.violations()).isEmpty();
            bench.rig().recorder.release().forEach(Runnable::run);
        }
    }

    private String chunkedHead() throws IOException {
        return "POST /v1/messages HTTP/1.1\r\nHost: localhost:"
                + bench.rig().port()
                + "\r\n"
                + RulesBench.auth()
                + "Transfer-Encoding: chunked\r\n\r\n";
    }

    private static String chunk(String text) {
        return Integer.toHexString(text.length()) + "\r\n" + text + "\r\n";
    }

    private static byte[] zipped(String text) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    private interface Check {
        boolean done() throws IOException;
    }

    private static void until(Check check) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!check.done() && System.nanoTime() < end) {
            LockSupport.parkNanos(2_000_000);
        }
        assertThat(check.done()).as("in time").isTrue();
    }
}
