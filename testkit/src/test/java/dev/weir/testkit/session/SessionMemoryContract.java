package dev.weir.testkit.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.session.Hash128;
import dev.weir.core.session.Sayings;
import dev.weir.core.session.SessionMemory;
import dev.weir.core.session.SessionMemory.Index;
import dev.weir.core.session.SessionMemory.Spot;
import dev.weir.core.session.SessionMemory.ThreadState;
import dev.weir.testkit.archive.Recorded;

import org.junit.jupiter.api.Test;

/** What every memory of sessions does. */
abstract class SessionMemoryContract {

    private static final Hash128 KEY = new Hash128(1, 2);

    /** A memory of at least a hundred exchanges, empty. */
    abstract SessionMemory memory();

    private static ExchangeId id(int number) {
        return Recorded.id(1_750_000_000_000L + number, 0, number);
    }

    private static Spot spot(int number, boolean continued) {
        return new Spot(
                id(number),
                "session",
                "main",
                number,
                2,
                new Hash128(7, number),
                Sayings.of(11, 13, number),
                true,
                continued);
    }

    private static ThreadState thread(String name, int turn) {
        return new ThreadState(
                "session",
                name,
                name.equals("main") ? null : "main",
                turn,
                3,
                "a-model \u00e9",
                2,
                new Hash128(3, 4),
                new Hash128(5, 6),
                turn == 1 ? null : "prompt",
                true);
    }

    @Test
    void nothingIsFoundBeforeItIsNoted() {
        SessionMemory memory = memory();
        memory.put(spot(1, false));
        assertThat(memory.find(Index.CONVERSATION, KEY)).isEmpty();
        assertThat(memory.thread("session", "main")).isNull();
        assertThat(memory.threads("session")).isEmpty();
    }

    @Test
    void whatIsNotedIsFoundUnderItsIndexOnlyTheLatestFirst() {
        SessionMemory memory = memory();
        for (int i = 1; i <= 3; i++) {
            memory.put(spot(i, false));
            memory.note(Index.SAYING, KEY, id(i));
        }
        memory.note(Index.SAYING, KEY, id(1));
        assertThat(memory.find(Index.SAYING, KEY))
                .extracting(Spot::exchange)
                .containsExactly(id(1), id(3), id(2));
        assertThat(memory.find(Index.RESPONSE, KEY)).isEmpty();
        assertThat(memory.find(Index.SAYING, new Hash128(2, 1))).isEmpty();
    }

    @Test
    void aSpotComesBackWhole() {
        SessionMemory memory = memory();
        memory.put(spot(5, false));
        memory.put(spot(5, true));
        memory.note(Index.RESPONSE, KEY, id(5));
        Spot found = memory.find(Index.RESPONSE, KEY).getFirst();
        assertThat(found.continued()).isTrue();
        assertThat(found.failed()).isTrue();
        assertThat(found.turn()).isEqualTo(5);
        assertThat(found.step()).isEqualTo(2);
        assertThat(found.setting()).isEqualTo(new Hash128(7, 5));
        assertThat(found.answer().size()).isEqualTo(3);
        assertThat(found.answer().hash(2)).isEqualTo(5);
    }

    @Test
    void noMoreThanTheLatestOfAKeyAreGiven() {
        SessionMemory memory = memory();
        for (int i = 1; i <= 20; i++) {
            memory.put(spot(i, false));
            memory.note(Index.CONVERSATION, KEY, id(i));
        }
        assertThat(memory.find(Index.CONVERSATION, KEY))
                .hasSize(SessionMemory.MOST_OF_A_KEY)
                .extracting(Spot::exchange)
                .startsWith(id(20), id(19));
    }

    @Test
    void threadsComeTheOnePutLastFirstAndInTheirLastState() {
        SessionMemory memory = memory();
        memory.put(thread("main", 1));
        memory.put(thread("agent", 1));
        memory.put(thread("main", 2));
        assertThat(memory.thread("session", "main")).isEqualTo(thread("main", 2));
        assertThat(memory.threads("session"))
                .containsExactly(thread("main", 2), thread("agent", 1));
        assertThat(memory.threads("other")).isEmpty();
    }
}
