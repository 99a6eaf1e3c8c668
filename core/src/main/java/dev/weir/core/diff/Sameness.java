package dev.weir.core.diff;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Whether two values say the same: the order of members does not matter, nor do marks ({@link
 * View#MARK}). Hashes are kept, so that a large tree is walked once. Not thread-safe.
 */
final class Sameness {

    private static final int FEW = 8;

    private final IdentityHashMap<Json, Integer> hashes = new IdentityHashMap<>();

    /** A value that equals others that say the same. */
    record Key(Json value, Sameness rule) {
        @Override
        public boolean equals(@org.jspecify.annotations.Nullable Object other) {
            return other instanceof Key that && rule.same(value, that.value);
        }

        @Override
        public int hashCode() {
            return rule.hash(value);
        }
    }

    Key key(Json value) {
        return new Key(value, this);
    }

    boolean same(Json a, Json b) {
        return hash(a) == hash(b) && deep(a, b);
    }

    private int hash(Json value) {
        return switch (value) {
            case JsonObject object -> {
                Integer known = hashes.get(value);
                int hash = known == null ? hashOf(object) : known;
                hashes.put(value, hash);
                yield hash;
            }
            case JsonArray array -> {
                Integer known = hashes.get(value);
                int hash = known == null ? 7 : known;
                if (known == null) {
                    for (Json one : array) {
                        hash = 31 * hash + hash(one);
                    }
                    hashes.put(value, hash);
                }
                yield hash;
            }
            default -> value.hashCode();
        };
    }

    private int hashOf(JsonObject object) {
        int sum = 17;
        for (int i = 0; i < object.size(); i++) {
            if (!object.name(i).equals(View.MARK)) {
                int one = object.name(i).hashCode() * 31 + hash(object.value(i));
                sum += one * 0x9E3779B9 ^ one >>> 15;
            }
        }
        return sum;
    }

    private boolean deep(Json a, Json b) {
        return switch (a) {
            case JsonObject object -> b instanceof JsonObject other && objects(object, other);
            case JsonArray array -> b instanceof JsonArray other && arrays(array, other);
            default -> a.equals(b);
        };
    }

    private boolean arrays(JsonArray a, JsonArray b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean objects(JsonObject a, JsonObject b) {
        JsonObject left = unmarked(a);
        JsonObject right = unmarked(b);
        if (left.size() != right.size()) {
            return false;
        }
        Map<String, Json> index = null;
        for (int i = 0; i < left.size(); i++) {
            Json partner;
            if (right.name(i).equals(left.name(i))) {
                partner = right.value(i);
            } else if (right.size() <= FEW) {
                partner = right.get(left.name(i));
            } else {
                index = index == null ? index(right) : index;
                partner = index.get(left.name(i));
            }
            if (partner == null || !same(left.value(i), partner)) {
                return false;
            }
        }
        return true;
    }

    private static JsonObject unmarked(JsonObject object) {
        return object.without(java.util.Set.of(View.MARK));
    }

    private static Map<String, Json> index(JsonObject object) {
        Map<String, Json> index = new HashMap<>();
        object.forEach(index::put);
        return index;
    }
}
