package dev.weir.gateway.cli;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Fetches a list of the read API page by page. */
final class Pages {

    /** Most that one request may ask for. */
    private static final int PAGE = 200;

    private Pages() {}

    /**
     * Up to so many items as one document with {@code items} and {@code next}.
     *
     * @param path the path with a query string that has begun
     */
    static ObjectNode fetch(Api api, String path, int limit) {
        ObjectNode all = Api.JSON.createObjectNode();
        ArrayNode items = all.putArray("items");
        @Nullable String cursor = null;
        do {
            StringBuilder one = new StringBuilder(path);
            FilterOptions.append(
                    one, "limit", Integer.toString(Math.min(PAGE, limit - items.size())));
            FilterOptions.append(one, "cursor", cursor);
            JsonNode page = api.json(one.toString());
            page.path("items").forEach(items::add);
            String next = page.path("next").asString("");
            cursor = next.isEmpty() ? null : next;
            if (page.path("items").isEmpty()) {
                break;
            }
        } while (cursor != null && items.size() < limit);
        all.put("next", cursor);
        return all;
    }

    static void check(int limit) {
        if (limit < 1) {
            throw CliFailure.usage(
                    "--limit: expected a number of at least 1, got " + limit + ".", "See --help.");
        }
    }
}
