package dev.weir.core.vault;

import java.util.Comparator;

/** Which key, among those of all organisations. Ordered by organisation, then by id. */
public record KeyRef(String organisation, String id) implements Comparable<KeyRef> {

    private static final Comparator<KeyRef> ORDER =
            Comparator.comparing(KeyRef::organisation).thenComparing(KeyRef::id);

    @Override
    public int compareTo(KeyRef other) {
        return ORDER.compare(this, other);
    }
}
