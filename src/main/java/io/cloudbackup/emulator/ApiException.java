package io.cloudbackup.emulator;

/** A request that the emulated cloud refuses, with the code and the text that the client gets. */
final class ApiException extends RuntimeException {
  private final GrpcCode code;

  ApiException(GrpcCode code, String message) {
    super(message, null, false, false);
    this.code = code;
  }

  static ApiException invalid(String message) {
    return new ApiException(GrpcCode.INVALID_ARGUMENT, message);
  }

  static ApiException notFound(String message) {
    return new ApiException(GrpcCode.NOT_FOUND, message);
  }

  static ApiException precondition(String message) {
    return new ApiException(GrpcCode.FAILED_PRECONDITION, message);
  }

  GrpcCode code() {
    return code;
  }

  String text() {
    return String.valueOf(getMessage());
  }
}
