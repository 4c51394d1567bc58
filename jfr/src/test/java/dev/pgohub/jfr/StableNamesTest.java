package dev.pgohub.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StableNamesTest {

  @ParameterizedTest
  @CsvSource({
    // As JDK 17 and JDK 25 were seen to name them in JFR.
    "shop.Cart$$Lambda$72+0x00007ff9a0007c00.1690859824, shop.Cart$$Lambda",
    "shop.Cart$$Lambda.0x0000000090045800, shop.Cart$$Lambda",
    "shop.Cart$$Lambda$14/0x0000000800c03000, shop.Cart$$Lambda",
    "shop.Cart$$Lambda/0x0000000800c03000, shop.Cart$$Lambda",
    "shop.Cart$$Lambda$14/1690859824, shop.Cart$$Lambda",
    "java.lang.invoke.LambdaForm$MH+0x00007ff9a0009400.1742920067, java.lang.invoke.LambdaForm$MH",
    "java.lang.invoke.LambdaForm$DMH.0x0000000090046000, java.lang.invoke.LambdaForm$DMH",
    "java.lang.String$$StringConcat/0x000000001c04a000, java.lang.String$$StringConcat",
    "shop.Hidden+0x00007ff9a0009400.17, shop.Hidden",
    "shop.Hidden/0x00007ff9a0009400, shop.Hidden",
    "jdk.internal.reflect.GeneratedMethodAccessor7, jdk.internal.reflect.GeneratedMethodAccessor",
    "jdk.internal.reflect.GeneratedSerializationConstructorAccessor12,"
        + " jdk.internal.reflect.GeneratedSerializationConstructorAccessor",
    "$Proxy26, $Proxy",
    "shop.$Proxy26, shop.$Proxy",
    "jdk.proxy2.$Proxy12, jdk.proxy.$Proxy",
    "com.sun.proxy.$Proxy9, com.sun.proxy.$Proxy",
    "shop.Cart$$SpringCGLIB$$0, shop.Cart$$SpringCGLIB",
    "shop.Cart$$SpringCGLIB$$FastClass$$1, shop.Cart$$SpringCGLIB$$FastClass",
    "shop.Cart$$EnhancerBySpringCGLIB$$1a2b3c4d, shop.Cart$$EnhancerBySpringCGLIB",
    "shop.Cart$$EnhancerBySpringCGLIB$$1a2b$$FastClassBySpringCGLIB$$3c4d,"
        + " shop.Cart$$EnhancerBySpringCGLIB$$FastClassBySpringCGLIB",
    "shop.Cart$$EnhancerByGuice$$1234567, shop.Cart$$EnhancerByGuice",
    "shop.Cart$ByteBuddy$Zk3aQ9, shop.Cart$ByteBuddy",
    "shop.Cart$HibernateProxy$xY12ab, shop.Cart$HibernateProxy",
    "shop.Cart_$$_jvst4f2_0, shop.Cart_$$_jvst",
    "shop.Cart$Access4JacksonSerializer1b2c3, shop.Cart$Access4JacksonSerializer",
    "jdk.jfr.internal.handlers.EventHandler1129_1795383462222-2433,"
        + " jdk.jfr.internal.handlers.EventHandler",
  })
  void of_generatedClass_losesWhatDiffers(String className, String stable) {
    assertThat(StableNames.of(className)).isEqualTo(stable);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "shop.Cart",
        "shop.Cart$1",
        "shop.Cart$Item",
        "shop.Cart2",
        "shop.v2.Cart",
        "shop.My$Proxy12",
        "shop.MyGeneratedMethodAccessor",
        "shop.Cart$$anonfun$1",
        "java.util.stream.ReferencePipeline$3$1",
        "",
      })
  void of_ordinaryClass_isUnchanged(String className) {
    assertThat(StableNames.of(className)).isEqualTo(className);
  }
}
