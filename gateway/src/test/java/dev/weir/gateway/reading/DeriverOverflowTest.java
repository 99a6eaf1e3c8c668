package dev.weir.gateway.reading;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.archive.InMemoryArchive;
import dev.weir.core.derived.DerivedExchange;
import dev.weir.core.derived.DerivedListener;
import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.pricing.PriceOverrides;
import dev.weir.core.pricing.PriceTable;
import dev.weir.core.pricing.Pricing;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What happens to exchanges that find no place in the queue, which here has one. */
class DeriverOverflowTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String SAID = Talk.says("user", "Please refactor the weir gauge");
    private static final String DONE = "It is done, and the gauge reads true again";

    @TempDir private Path directory;

    private final InMemoryArchive archive = new InMemoryArchive();
    private final GatedArchive gated = new GatedArchive(archive);
    private final Talk talk = new Talk(archive);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private DerivedStore store;
    private Deriver deriver;
    private SqliteDerived derived;

    @SuppressWarnings("NullAway.Init")
    DeriverOverflowTest() {}

    @BeforeEach
    void start() throws Exception {
        store = DerivedStore.open(directory);
        PriceTable prices = PriceTable.builtIn();
        deriver =
                new Deriver(
                        gated,
                        store,
                        () -> new Derivations(new Pricing(prices, PriceOverrides.NONE)),
                        meters,
                        DerivedListener.NONE,
                        1);
        derived = new SqliteDerived(store, deriver);
        deriver.start();
        settle();
    }

    @AfterEach
    void stop() {
        deriver.close();
        store.close();
    }

    private void settle() throws Exception {
        assertThat(deriver.settle(PATIENCE)).isTrue();
    }

    /** The first call of a conversation that names no session. */
    private ExchangeId first(int second) {
        return talk.call(
                        second,
                        "",
                        200,
                        Talk.request(SAID),
                        Talk.answer(10, 10, "end_turn", Talk.text(DONE)))
                .id();
    }

    /** Its second call: the conversation, and one more prompt. */
    private ExchangeId second(int second) {
        return talk.call(
                        second,
                        "",
                        200,
                        Talk.request(
                                SAID,
                                Talk.says("assistant", DONE),
                                Talk.says("user", "Now the sluice")),
                        Talk.answer(10, 10, "end_turn", Talk.text("That too")))
                .id();
    }

    private ExchangeId other(int second) {
        return talk.call(
                        second,
                        "other" + second,
                        200,
                        Talk.request(Talk.says("user", "Something else, number " + second)),
                        Talk.answer(10, 10, "end_turn", Talk.text("Fine")))
                .id();
    }

    /** Ends these calls while the queue is full, so that none but the first finds a place. */
    private List<ExchangeId> overflow(int... seconds) {
        gated.shut();
        List<ExchangeId> calls = new ArrayList<>();
        calls.add(other(500));
        gated.awaitReader();
        calls.add(other(501));
        for (int second : seconds) {
            calls.add(other(second));
        }
        gated.open();
        return calls;
    }

    private DerivedExchange.Place place(ExchangeId id) throws Exception {
        return Objects.requireNonNull(derived.find(id).orElseThrow().place());
    }

    /**
     * A conversation that is in its row already, and a long call that began before it and ends only
     * when the queue is full: the look through the archive goes over the conversation again.
     */
    @Test
    void whatHasItsRowIsNotPlacedAgain() throws Exception {
        ExchangeId asked = first(100);
        settle();
        overflow(50);
        settle();
        ExchangeId wentOn = second(600);
        settle();
        assertThat(place(wentOn).session()).isEqualTo(place(asked).session());
        assertThat(place(asked).turn()).isEqualTo(1);
        assertThat(place(wentOn).turn()).isEqualTo(2);
    }

    @Test
    void everyCallHasOneRowWhereverItBegan() throws Exception {
        List<ExchangeId> all = new ArrayList<>();
        all.add(first(100));
        settle();
        all.addAll(overflow(50, 700, 20, 300, 60));
        settle();
        all.add(second(800));
        settle();
        for (ExchangeId id : all) {
            assertThat(derived.find(id)).as(id.toString()).isPresent();
        }
        assertThat(meters.counter("weir.reading.exchanges").count()).isEqualTo(all.size());
        assertThat(meters.counter("weir.reading.failures").count()).isZero();
    }
}
