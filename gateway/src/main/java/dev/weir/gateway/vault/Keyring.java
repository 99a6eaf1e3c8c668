package dev.weir.gateway.vault;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The KEKs at hand. Immutable.
 *
 * @param current what everything new is wrapped with
 * @param previous what else can be read, until a rotation has ended
 */
public record Keyring(Kek current, List<Kek> previous) {

    public Keyring {
        previous = List.copyOf(previous);
    }

    /** A ring of one. */
    public static Keyring of(Kek current) {
        return new Keyring(current, List.of());
    }

    /** The KEK of that id, null where it is not at hand. */
    @Nullable Kek find(String id) {
        for (Kek kek : all()) {
            if (kek.id().equals(id)) {
                return kek;
            }
        }
        return null;
    }

    private List<Kek> all() {
        List<Kek> all = new ArrayList<>(previous.size() + 1);
        all.add(current);
        all.addAll(previous);
        return all;
    }

    /** The ids, for people. */
    @Override
    public String toString() {
        return all().stream().map(Kek::id).collect(Collectors.joining(", "));
    }
}
