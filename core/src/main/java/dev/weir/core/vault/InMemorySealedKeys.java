package dev.weir.core.vault;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A store that forgets everything at the end of the process. Thread-safe. */
public final class InMemorySealedKeys implements SealedKeys {

    private final NavigableMap<KeyRef, Row> rows = new TreeMap<>();
    private final Map<String, KekCheck> checks = new LinkedHashMap<>();
    private @Nullable Rotation rotation;

    @Override
    public synchronized Added add(Row row) {
        if (rows.containsKey(row.ref()) || isTaken(row)) {
            return Added.TAKEN;
        }
        if (list(row.key().organisation()).size() >= MOST_OF_AN_ORGANISATION) {
            return Added.FULL;
        }
        rows.put(row.ref(), row);
        return Added.YES;
    }

    private boolean isTaken(Row row) {
        ProviderKey key = row.key();
        return rows.values().stream()
                .filter(other -> !other.ref().equals(row.ref()))
                .map(Row::key)
                .anyMatch(
                        other ->
                                other.organisation().equals(key.organisation())
                                        && other.name().equals(key.name())
                                        && other.sharing().owner().equals(key.sharing().owner()));
    }

    @Override
    public synchronized Optional<Row> find(String organisation, String id) {
        return Optional.ofNullable(rows.get(new KeyRef(organisation, id)));
    }

    @Override
    public synchronized List<ProviderKey> list(String organisation) {
        return rows.values().stream()
                .map(Row::key)
                .filter(key -> key.organisation().equals(organisation))
                .sorted(Comparator.comparing(ProviderKey::name).thenComparing(ProviderKey::id))
                .toList();
    }

    @Override
    public synchronized Replaced replace(Row row, long expected) {
        Row before = rows.get(row.ref());
        if (before == null || before.key().revision() != expected) {
            return Replaced.CHANGED;
        }
        if (isTaken(row)) {
            return Replaced.TAKEN;
        }
        rows.put(row.ref(), row);
        return Replaced.YES;
    }

    @Override
    public synchronized boolean remove(String organisation, String id) {
        return rows.remove(new KeyRef(organisation, id)) != null;
    }

    @Override
    public synchronized List<Row> ofEveryOrganisation(@Nullable KeyRef after, int limit) {
        return (after == null ? rows : rows.tailMap(after, false))
                .values().stream().limit(limit).toList();
    }

    @Override
    public synchronized List<KekCheck> checks() {
        return new ArrayList<>(checks.values());
    }

    @Override
    public synchronized void note(KekCheck check) {
        checks.putIfAbsent(check.kek(), check);
    }

    @Override
    public synchronized void forget(String kek) {
        checks.remove(kek);
    }

    @Override
    public synchronized Optional<Rotation> rotation() {
        return Optional.ofNullable(rotation);
    }

    @Override
    public synchronized void rotation(@Nullable Rotation rotation) {
        this.rotation = rotation;
    }
}
