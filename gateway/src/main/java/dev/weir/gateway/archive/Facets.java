package dev.weir.gateway.archive;

import dev.weir.core.exchange.Tag;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The numbers by which lists are narrowed: one for each pair of provider and status, one for each
 * tag. For the writer's thread.
 */
final class Facets {

    private static final int MOST_REMEMBERED = 8 * 1024;

    private record Pair(String provider, int status) {}

    private final PreparedStatement findFacet;
    private final PreparedStatement addFacet;
    private final PreparedStatement findTag;
    private final PreparedStatement addTag;
    private final PreparedStatement addTagged;
    private final Map<Pair, Integer> facets = new HashMap<>();
    private final Map<Tag, Integer> tags =
            new LinkedHashMap<>(256, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Tag, Integer> eldest) {
                    return size() > MOST_REMEMBERED;
                }
            };

    Facets(Connection connection) throws SQLException {
        findFacet =
                connection.prepareStatement(
                        "SELECT id FROM facet WHERE provider = ? AND status = ?");
        addFacet = connection.prepareStatement("INSERT INTO facet(provider, status) VALUES (?, ?)");
        findTag = connection.prepareStatement("SELECT id FROM tag WHERE name = ? AND value = ?");
        addTag = connection.prepareStatement("INSERT INTO tag(name, value) VALUES (?, ?)");
        addTagged =
                connection.prepareStatement(
                        "INSERT OR IGNORE INTO tagged(tag, facet, key) VALUES (?, ?, ?)");
    }

    int facet(String provider, int status) throws SQLException {
        Pair pair = new Pair(provider, status);
        Integer known = facets.get(pair);
        if (known != null) {
            return known;
        }
        findFacet.setString(1, provider);
        findFacet.setInt(2, status);
        int id = idOf(findFacet);
        if (id == 0) {
            addFacet.setString(1, provider);
            addFacet.setInt(2, status);
            addFacet.executeUpdate();
            id = idOf(findFacet);
        }
        if (facets.size() >= MOST_REMEMBERED) {
            facets.clear();
        }
        facets.put(pair, id);
        return id;
    }

    /** Enters an exchange under each of its tags, and under each tag's name with no value. */
    void tag(List<Tag> stated, int facet, long key) throws SQLException {
        if (stated.isEmpty()) {
            return;
        }
        Set<Tag> all = new HashSet<>(stated);
        for (Tag tag : stated) {
            all.add(new Tag(tag.key(), ""));
        }
        for (Tag tag : all) {
            addTagged.setInt(1, tagId(tag));
            addTagged.setInt(2, facet);
            addTagged.setLong(3, key);
            addTagged.executeUpdate();
        }
    }

    private int tagId(Tag tag) throws SQLException {
        Integer known = tags.get(tag);
        if (known != null) {
            return known;
        }
        findTag.setString(1, tag.key());
        findTag.setString(2, tag.value());
        int id = idOf(findTag);
        if (id == 0) {
            addTag.setString(1, tag.key());
            addTag.setString(2, tag.value());
            addTag.executeUpdate();
            id = idOf(findTag);
        }
        tags.put(tag, id);
        return id;
    }

    private static int idOf(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getInt(1) : 0;
        }
    }

    void clear() {
        facets.clear();
        tags.clear();
    }
}
