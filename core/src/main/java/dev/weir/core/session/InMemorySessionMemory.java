package dev.weir.core.session;

import dev.weir.core.exchange.ExchangeId;

import org.jspecify.annotations.Nullable;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** A memory that forgets the oldest entries beyond its bounds. Not thread-safe. */
public final class InMemorySessionMemory implements SessionMemory {

    private static final int MOST_THREADS = 64;
    private static final int KEYS_OF_AN_EXCHANGE = 8;

    /** A key of one of the indexes. */
    private record Key(Index index, Hash128 hash) {}

    private final SequencedMap<ExchangeId, Spot> spots;
    private final SequencedMap<Key, Deque<ExchangeId>> keys;
    private final SequencedMap<String, SequencedMap<String, ThreadState>> sessions;

    /**
     * @param most exchanges remembered, and sessions; of keys eight times as many
     */
    public InMemorySessionMemory(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + ", expected at least 1");
        }
        spots = new Bounded<>(most);
        keys = new Bounded<>((int) Math.min(Integer.MAX_VALUE, (long) most * KEYS_OF_AN_EXCHANGE));
        sessions = new Bounded<>(most);
    }

    /** A map that lets go of what was put longest ago. */
    @SuppressWarnings("serial")
    private static final class Bounded<K, V> extends LinkedHashMap<K, V> {
        private final int most;

        Bounded(int most) {
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > most;
        }
    }

    @Override
    public List<Spot> find(Index index, Hash128 key) {
        Deque<ExchangeId> noted = keys.get(new Key(index, key));
        if (noted == null) {
            return List.of();
        }
        List<Spot> found = new ArrayList<>(noted.size());
        for (ExchangeId id : noted) {
            Spot spot = spots.get(id);
            if (spot != null) {
                found.add(spot);
            }
        }
        return found;
    }

    @Override
    public void put(Spot spot) {
        spots.put(spot.exchange(), spot);
    }

    @Override
    public void note(Index index, Hash128 key, ExchangeId exchange) {
        Deque<ExchangeId> noted =
                keys.computeIfAbsent(new Key(index, key), _ -> new ArrayDeque<>(2));
        noted.remove(exchange);
        noted.addFirst(exchange);
        if (noted.size() > MOST_OF_A_KEY) {
            noted.removeLast();
        }
    }

    @Override
    public @Nullable ThreadState thread(String session, String thread) {
        SequencedMap<String, ThreadState> threads = sessions.get(session);
        return threads == null ? null : threads.get(thread);
    }

    @Override
    public List<ThreadState> threads(String session) {
        SequencedMap<String, ThreadState> threads = sessions.get(session);
        return threads == null ? List.of() : List.copyOf(threads.sequencedValues().reversed());
    }

    @Override
    public void put(ThreadState state) {
        sessions.computeIfAbsent(state.session(), _ -> new Bounded<>(MOST_THREADS))
                .putLast(state.thread(), state);
    }
}
