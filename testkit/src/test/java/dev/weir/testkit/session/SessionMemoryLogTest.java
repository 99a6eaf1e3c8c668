package dev.weir.testkit.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.core.exchange.ExchangeId;
import dev.weir.core.session.Hash128;
import dev.weir.core.session.InMemorySessionMemory;
import dev.weir.core.session.Placement;
import dev.weir.core.session.SessionMemory;
import dev.weir.core.session.SessionMemoryLog;
import dev.weir.core.session.Stitcher;
import dev.weir.testkit.archive.Recorded;
import dev.weir.testkit.corpus.Corpus;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A memory that is begun anew from what it wrote down before every question. */
class SessionMemoryLogTest extends SessionMemoryContract {

    private static final List<String> TOOLS = List.of("claude-code-wire", "codex", "pi");

    /** Answers from a new memory that recalled all that was written. */
    private static final class Restarting implements SessionMemory {
        private final List<byte[]> entries = new ArrayList<>();
        private SessionMemoryLog log = new SessionMemoryLog(new InMemorySessionMemory(100));

        private SessionMemoryLog restarted() {
            entries.add(log.taken());
            log = new SessionMemoryLog(new InMemorySessionMemory(100));
            entries.forEach(log::recall);
            return log;
        }

        @Override
        public List<Spot> find(Index index, Hash128 key) {
            return restarted().find(index, key);
        }

        @Override
        public void put(Spot spot) {
            log.put(spot);
        }

        @Override
        public void note(Index index, Hash128 key, ExchangeId exchange) {
            log.note(index, key, exchange);
        }

        @Override
        public @Nullable ThreadState thread(String session, String thread) {
            return restarted().thread(session, thread);
        }

        @Override
        public List<ThreadState> threads(String session) {
            return restarted().threads(session);
        }

        @Override
        public void put(ThreadState state) {
            log.put(state);
        }
    }

    @Override
    SessionMemory memory() {
        return new Restarting();
    }

    @Test
    void whatIsRecalledIsNotWrittenAgain() {
        SessionMemoryLog log = new SessionMemoryLog(new InMemorySessionMemory(10));
        log.note(
                SessionMemory.Index.RESPONSE,
                new Hash128(1, 2),
                Recorded.id(1_750_000_000_000L, 0, 1));
        byte[] entries = log.taken();
        assertThat(entries).isNotEmpty();
        assertThat(log.taken()).isEmpty();
        log.recall(entries);
        assertThat(log.taken()).isEmpty();
    }

    @Test
    void whatIsNoEntryIsRefused() {
        SessionMemoryLog log = new SessionMemoryLog(new InMemorySessionMemory(10));
        assertThatThrownBy(() -> log.recall(new byte[] {9}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> log.recall(new byte[] {1, 2, 3}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Recorded agent sessions without their identifiers, and a restart after every few calls. */
    @Test
    void aRestartChangesNoPlacementOfARecordedSession() {
        List<RecordedClues> all =
                RecordedClues.together(
                        RecordedClues.read(Corpus.recorded(), TOOLS).clues().stream()
                                .map(RecordedClues::anonymous)
                                .toList());
        Stitcher straight = new Stitcher(new InMemorySessionMemory(50_000));
        List<byte[]> entries = new ArrayList<>();
        SessionMemoryLog log = new SessionMemoryLog(new InMemorySessionMemory(50_000));
        Stitcher restarted = new Stitcher(log);
        int every = all.size() / 7 + 1;
        for (int i = 0; i < all.size(); i++) {
            if (i % every == every - 1) {
                entries.add(log.taken());
                log = new SessionMemoryLog(new InMemorySessionMemory(50_000));
                entries.forEach(log::recall);
                restarted = new Stitcher(log);
            }
            Placement expected = straight.place(all.get(i).clues());
            assertThat(restarted.place(all.get(i).clues())).isEqualTo(expected);
        }
        assertThat(entries).hasSize(6);
        assertThat(Arrays.toString(entries.getFirst())).isNotEqualTo("[]");
    }
}
