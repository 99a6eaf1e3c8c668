package dev.weir.gateway.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.EndReason;
import dev.weir.testkit.wire.Answer;
import dev.weir.testkit.wire.RawClient;
import dev.weir.testkit.wire.Scripts;

import org.junit.jupiter.api.Test;

import java.util.concurrent.atomic.AtomicInteger;

class HeapPressureTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void newExchangesAreRefusedWhileTheHeapIsNearlyFull() throws Exception {
        try (RelayRig rig = new RelayRig();
                RawClient streaming = rig.client()) {
            rig.provider.always(Scripts.json(200, "{}"));
            rig.provider.next(Scripts.json(200, "{}").after(java.time.Duration.ofMillis(800)));
            streaming.post("/v1/messages", "", "{}");
            rig.provider.awaitReceived(1, RelayRig.SOON);
            rig.heap.set(90);
            Thread.sleep(400);
            try (RawClient client = rig.client()) {
                Answer answer = client.post("/anthropic/v1/messages", "", "{}").answer();
                assertThat(answer.status()).isEqualTo(503);
                assertThat(answer.weirError()).isEqualTo("overloaded");
                assertThat(answer.headers().first("retry-after")).isEqualTo("1");
                assertThat(answer.body().text()).contains("overloaded_error");
            }
            assertThat(streaming.answer().status()).as("what is under way goes on").isEqualTo(200);
            assertThat(rig.recorder.awaitFinished(2, RelayRig.SOON).getLast().over().end())
                    .isEqualTo(EndReason.REFUSED_LIMIT);
            assertThat(rig.metrics.counter("weir.shed", "reason", "heap").count()).isEqualTo(1);
            rig.heap.set(89);
            Thread.sleep(400);
            try (RawClient client = rig.client()) {
                assertThat(client.post("/v1/messages", "", "{}").answer().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aCollectionIsAskedForWhereNothingElseWouldStartOne() {
        AtomicInteger percent = new AtomicInteger(95);
        AtomicInteger collections = new AtomicInteger();
        HeapPressure heap =
                new HeapPressure(() -> percent.get() / 100.0, collections::incrementAndGet);
        for (int second = 0; second <= 25; second++) {
            heap.look(second * SECOND);
            assertThat(heap.isHigh()).isTrue();
        }
        assertThat(collections).hasValue(2);
        percent.set(50);
        heap.look(26 * SECOND);
        assertThat(heap.isHigh()).isFalse();
        for (int second = 27; second <= 60; second++) {
            heap.look(second * SECOND);
        }
        assertThat(collections).hasValue(2);
    }

    @Test
    void thisProcessHasAHeapThatCanBeLookedAt() {
        HeapPressure heap = HeapPressure.ofThisProcess();
        System.gc();
        heap.look(0);
        assertThat(heap.isHigh()).isFalse();
    }
}
