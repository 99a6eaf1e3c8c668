package dev.weir.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Random;

class DamagedBodiesTest {

    @Test
    void damageMakesNoReaderFail() {
        byte[] good =
                """
                {"model":"m","max_tokens":12,"metadata":{"user_id":"u\\u0041"},"system":[{"type":"text","text":"s"}],
                "messages":[{"role":"user","content":[{"type":"text","text":"a\\n","cache_control":{}}]},
                {"role":"assistant","tool_calls":[{"id":"c"}],"parts":[{"thought":true,"text":"x"}]},[1],"t",null],
                "choices":[{"delta":{"content":"x"}}],"id":"r","input":"q","contents":{},"tools":[1,"a",{"b":[]}]}
                """
                        .getBytes(StandardCharsets.UTF_8);
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] body = good.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                body[random.nextInt(body.length)] =
                        (byte)
                                (random.nextBoolean()
                                        ? random.nextInt(256)
                                        : "{}[]\":,\\ 1".charAt(random.nextInt(10)));
            }
            assertThat(CluesReader.read(body).chain().length()).isLessThan(10);
            assertThat(AnswerReader.read(body, true).sayings().size()).isLessThan(10);
        }
    }
}
