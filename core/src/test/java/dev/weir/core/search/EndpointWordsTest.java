package dev.weir.core.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.reading.Endpoint;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

class EndpointWordsTest {

    @Test
    void theWordOfEveryEndpointCanBeSearchedForAndFindsItAlone() throws QueryError {
        for (Endpoint endpoint : Endpoint.values()) {
            SearchQuery query =
                    QueryParser.parse("endpoint:" + endpoint.word(), Instant.EPOCH, ZoneOffset.UTC);
            for (Endpoint other : Endpoint.values()) {
                assertThat(Matcher.matches(query, of(other))).isEqualTo(other == endpoint);
            }
        }
    }

    private static Facts of(Endpoint endpoint) {
        return new Facts() {
            @Override
            public List<Value> values(Field field) {
                return field == Field.ENDPOINT
                        ? List.of(new Value.Name(endpoint.word()))
                        : List.of();
            }

            @Override
            public List<String> texts(Scope place) {
                return List.of();
            }
        };
    }
}
