package dev.weir.core.reading.wire;

import dev.weir.core.json.Json;
import dev.weir.core.json.JsonArray;
import dev.weir.core.json.JsonObject;
import dev.weir.core.json.JsonString;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Members of one object that come in pieces. Put together, texts are joined, arrays too, objects
 * member by member; of all else the last piece counts. A text that is the same in every piece is a
 * fact that is repeated, and stays one.
 */
final class Pieces {

    private final Map<String, List<Json>> members = new LinkedHashMap<>();

    void add(String name, Json piece) {
        members.computeIfAbsent(name, _ -> new ArrayList<>(2)).add(piece);
    }

    void addTo(JsonObject.Builder object) {
        members.forEach((name, pieces) -> object.set(name, join(pieces)));
    }

    private static Json join(List<Json> pieces) {
        Json last = pieces.getLast();
        if (pieces.size() == 1) {
            return last;
        }
        if (pieces.stream().allMatch(JsonString.class::isInstance)) {
            if (pieces.stream().allMatch(last::equals)) {
                return last;
            }
            StringBuilder text = new StringBuilder();
            pieces.forEach(piece -> text.append(((JsonString) piece).value()));
            return JsonString.of(text.toString());
        }
        if (pieces.stream().allMatch(JsonArray.class::isInstance)) {
            List<Json> all = new ArrayList<>();
            pieces.forEach(piece -> all.addAll(((JsonArray) piece).values()));
            return JsonArray.of(all);
        }
        if (pieces.stream().allMatch(JsonObject.class::isInstance)) {
            Pieces inner = new Pieces();
            pieces.forEach(piece -> ((JsonObject) piece).forEach(inner::add));
            JsonObject.Builder object = JsonObject.builder();
            inner.addTo(object);
            return object.build();
        }
        return last;
    }
}
