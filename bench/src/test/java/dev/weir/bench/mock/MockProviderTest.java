package dev.weir.bench.mock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.bench.http.Prose;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

class MockProviderTest {
    private final MockProvider mock = new MockProvider(1);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
        mock.close();
    }

    @Test
    void aWholeAnswerHasTheSizeThatWasOrderedAndIsJsonAndDiffersEachTime() throws Exception {
        HttpResponse<String> first = ask("bytes=2048");
        HttpResponse<String> second = ask("bytes=2048");
        assertThat(first.body()).hasSize(2048).isNotEqualTo(second.body());
        assertThat(new ObjectMapper().readTree(first.body()).path("choices").size()).isEqualTo(1);
    }

    @Test
    void aDelayIsKept() throws Exception {
        ask("bytes=10");
        long began = System.nanoTime();
        assertThat(ask("bytes=10&delay=30").body()).hasSize(10);
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(30_000_000L);
    }

    @Test
    void aStreamHasTheEventsThatWereOrderedInTheirTimeAndAnEnd() throws Exception {
        long began = System.nanoTime();
        HttpResponse<String> answer = ask("events=5&us=10000");
        assertThat(System.nanoTime() - began).isGreaterThanOrEqualTo(40_000_000L);
        assertThat(answer.headers().firstValue("content-type").orElse(""))
                .startsWith("text/event-stream");
        assertThat(answer.body().split("\n\n")).hasSize(6).endsWith("data: [DONE]");
        assertThat(answer.body().lines().filter(line -> line.contains("\"ns\":"))).hasSize(5);
    }

    @Test
    void aStreamOverHttp2HasTheSameEventsAndItsEnd() throws InterruptedException {
        EmbeddedChannel stream = new EmbeddedChannel(new MockStream(new Texts(new Prose(1))));
        stream.writeInbound(
                new DefaultHttp2HeadersFrame(
                        new DefaultHttp2Headers().path("/v1/x?events=3&us=1000"), true));
        StringBuilder body = new StringBuilder();
        boolean ended = false;
        long limit = System.nanoTime() + 5_000_000_000L;
        while (!ended && System.nanoTime() < limit) {
            stream.runScheduledPendingTasks();
            Object frame = stream.readOutbound();
            if (frame instanceof Http2DataFrame data) {
                body.append(data.content().toString(StandardCharsets.US_ASCII));
                ended = data.isEndStream();
                data.release();
            } else if (frame instanceof Http2HeadersFrame head) {
                assertThat(head.headers().status()).hasToString("200");
            } else {
                Thread.sleep(1);
            }
        }
        assertThat(ended).isTrue();
        assertThat(body.toString().split("\n\n")).hasSize(4).endsWith("data: [DONE]");
        stream.finishAndReleaseAll();
    }

    @Test
    void anOrderOutOfBoundsIsRefused() {
        assertThatThrownBy(() -> Order.parse("/x?bytes=-1"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Order.parse("/x?delay=many"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(Order.parse("/x?bytes=5&other=1&flag")).isEqualTo(new Order(5, 0, 0, 0));
    }

    private HttpResponse<String> ask(String query) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + mock.address().getPort() + "/v1/x?" + query);
        return client.send(
                HttpRequest.newBuilder(uri).POST(HttpRequest.BodyPublishers.ofString("{}")).build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
