package dev.weir.core.otel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.core.dialect.Dialect;
import dev.weir.core.otel.names.Attribute;
import dev.weir.core.otel.names.GenAi;
import dev.weir.core.otel.names.Metric;
import dev.weir.core.otel.names.Semconv;

import org.junit.jupiter.api.Test;

final class NamesTest {

    @Test
    void cacheWritesHaveOneNameInEachVersionAndBothAreUnderstood() {
        assertThat(Attribute.USAGE_CACHE_WRITE.in(Semconv.NEW))
                .isEqualTo("gen_ai.usage.cache_write.input_tokens");
        assertThat(Attribute.USAGE_CACHE_WRITE.in(Semconv.V1_41))
                .isEqualTo("gen_ai.usage.cache_creation.input_tokens");
        for (String name : Attribute.USAGE_CACHE_WRITE.names()) {
            assertThat(Attribute.of(name)).isEqualTo(Attribute.USAGE_CACHE_WRITE);
        }
        assertThat(Attribute.of("gen_ai.nothing")).isNull();
    }

    @Test
    void whatTheOlderVersionDoesNotHaveHasNoNameThere() {
        assertThat(Attribute.USAGE_AUDIO_INPUT.in(Semconv.V1_41)).isNull();
        assertThat(Attribute.TOKEN_TYPE.in(Semconv.NEW)).isNull();
        assertThat(Attribute.REQUEST_TOP_K.type(Semconv.NEW)).isEqualTo(Attribute.Type.INT);
        assertThat(Attribute.REQUEST_TOP_K.type(Semconv.V1_41)).isEqualTo(Attribute.Type.DOUBLE);
    }

    @Test
    void bucketsAreThoseOfTheConventions() {
        assertThat(Metric.DURATION.instrument().buckets())
                .containsExactly(
                        0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48,
                        40.96, 81.92);
        assertThat(Metric.TOKEN_USAGE.instrument().buckets())
                .containsExactly(
                        1.0,
                        4.0,
                        16.0,
                        64.0,
                        256.0,
                        1024.0,
                        4096.0,
                        16384.0,
                        65536.0,
                        262144.0,
                        1048576.0,
                        4194304.0,
                        16777216.0,
                        67108864.0);
    }

    @Test
    void aProviderIsToldByItsHostThenByItsNameThenByItsShape() {
        assertThat(GenAi.provider("api.anthropic.com", "mine", Dialect.ANTHROPIC))
                .isEqualTo("anthropic");
        assertThat(GenAi.provider("me.openai.azure.com", "work", Dialect.OPENAI))
                .isEqualTo("azure.ai.openai");
        assertThat(GenAi.provider("europe-west1-aiplatform.googleapis.com", "v", Dialect.GEMINI))
                .isEqualTo("gcp.vertex_ai");
        assertThat(GenAi.provider("bedrock-runtime.eu-west-1.amazonaws.com", "b", Dialect.OTHER))
                .isEqualTo("aws.bedrock");
        assertThat(GenAi.provider("notapi.openai.com", "mistral", Dialect.OPENAI))
                .isEqualTo("mistral_ai");
        assertThat(GenAi.provider("10.0.0.7", "house", Dialect.OPENAI)).isEqualTo("house");
        assertThat(GenAi.provider(null, "", Dialect.GEMINI)).isEqualTo("gcp.gen_ai");
        assertThat(GenAi.provider("az.ai.openai")).isEqualTo("azure.ai.openai");
    }
}
