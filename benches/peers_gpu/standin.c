/* The functions that custatevec.py calls, on the processor, compiled against the real headers: a call with a wrong or
   misplaced argument gives a wrong answer or does not compile. Called by check_bindings.py; it knows no circuit and is
   never timed. "Device" memory is that of the processor, and what a GPU would refuse is refused here. */

#include <complex.h>
#include <stdlib.h>
#include <string.h>

#include <cublas_v2.h>
#include <cuda.h>
#include <custatevec.h>

typedef double _Complex number;

static number get(const void *from, size_t index, cudaDataType_t type) {
    if (type == CUDA_C_64F) return ((const double _Complex *)from)[index];
    return ((const float _Complex *)from)[index];
}

static void put(void *to, size_t index, cudaDataType_t type, number value) {
    if (type == CUDA_C_64F) ((double _Complex *)to)[index] = value;
    else ((float _Complex *)to)[index] = (float _Complex)value;
}

static size_t item(cudaDataType_t type) { return type == CUDA_C_64F ? 16 : 8; }

/* The runtime and the driver. */

static size_t allocated;

cudaError_t cudaGetDeviceCount(int *count) { *count = 1; return cudaSuccess; }
cudaError_t cudaMalloc(void **pointer, size_t size) {
    if (size > (1u << 30)) return cudaErrorMemoryAllocation;
    *pointer = malloc(size);
    memset(*pointer, 0xff, size);
    allocated++;
    return cudaSuccess;
}
cudaError_t cudaFree(void *pointer) { allocated--; free(pointer); return cudaSuccess; }
cudaError_t cudaMemset(void *to, int value, size_t size) { memset(to, value, size); return cudaSuccess; }
cudaError_t cudaMemsetAsync(void *to, int value, size_t size, cudaStream_t stream) { return cudaMemset(to, value, size); }
cudaError_t cudaMemcpy(void *to, const void *from, size_t size, enum cudaMemcpyKind kind) {
    if (kind < cudaMemcpyHostToDevice || kind > cudaMemcpyDeviceToDevice) return cudaErrorInvalidMemcpyDirection;
    memcpy(to, from, size);
    return cudaSuccess;
}
cudaError_t cudaMemcpyAsync(void *to, const void *from, size_t size, enum cudaMemcpyKind kind, cudaStream_t stream) {
    return cudaMemcpy(to, from, size, kind);
}
cudaError_t cudaDeviceSynchronize(void) { return cudaSuccess; }
const char *cudaGetErrorString(cudaError_t error) { return error == cudaErrorMemoryAllocation ? "out of memory" : "error"; }
CUresult cuInit(unsigned int flags) { return CUDA_SUCCESS; }
CUresult cuDeviceGetName(char *name, int length, CUdevice device) {
    strncpy(name, "processor stand-in", length);
    return CUDA_SUCCESS;
}

/* cuBLAS. */

static cublasPointerMode_t mode;
static int blas;

cublasStatus_t cublasCreate_v2(cublasHandle_t *handle) { *handle = (cublasHandle_t)&blas; return CUBLAS_STATUS_SUCCESS; }
cublasStatus_t cublasSetPointerMode_v2(cublasHandle_t handle, cublasPointerMode_t asked) {
    mode = asked;
    return handle == (cublasHandle_t)&blas ? CUBLAS_STATUS_SUCCESS : CUBLAS_STATUS_NOT_INITIALIZED;
}
const char *cublasGetStatusString(cublasStatus_t status) { return "cuBLAS error"; }

static cublasStatus_t axpy(cublasPointerMode_t wanted, int64_t n, const void *alpha, const void *x, int64_t incx, void *y,
                           int64_t incy, cudaDataType_t type) {
    if (mode != wanted) return CUBLAS_STATUS_INVALID_VALUE;
    for (int64_t i = 0; i < n; i++)
        put(y, i * incy, type, get(y, i * incy, type) + get(alpha, 0, type) * get(x, i * incx, type));
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasCaxpy_v2_64(cublasHandle_t h, int64_t n, const cuComplex *a, const cuComplex *x, int64_t incx,
                                 cuComplex *y, int64_t incy) {
    return axpy(CUBLAS_POINTER_MODE_HOST, n, a, x, incx, y, incy, CUDA_C_32F);
}
cublasStatus_t cublasZaxpy_v2_64(cublasHandle_t h, int64_t n, const cuDoubleComplex *a, const cuDoubleComplex *x,
                                 int64_t incx, cuDoubleComplex *y, int64_t incy) {
    return axpy(CUBLAS_POINTER_MODE_HOST, n, a, x, incx, y, incy, CUDA_C_64F);
}

static cublasStatus_t dot(int64_t n, const void *x, int64_t incx, const void *y, int64_t incy, void *result,
                          cudaDataType_t type) {
    number sum = 0;
    if (mode != CUBLAS_POINTER_MODE_DEVICE) return CUBLAS_STATUS_INVALID_VALUE;
    for (int64_t i = 0; i < n; i++) sum += conj(get(x, i * incx, type)) * get(y, i * incy, type);
    put(result, 0, type, sum);
    return CUBLAS_STATUS_SUCCESS;
}
cublasStatus_t cublasCdotc_v2_64(cublasHandle_t h, int64_t n, const cuComplex *x, int64_t incx, const cuComplex *y,
                                 int64_t incy, cuComplex *result) {
    return dot(n, x, incx, y, incy, result, CUDA_C_32F);
}
cublasStatus_t cublasZdotc_v2_64(cublasHandle_t h, int64_t n, const cuDoubleComplex *x, int64_t incx,
                                 const cuDoubleComplex *y, int64_t incy, cuDoubleComplex *result) {
    return dot(n, x, incx, y, incy, result, CUDA_C_64F);
}

#define GEMV(NAME, TYPE, KIND)                                                                                            \
    cublasStatus_t NAME(cublasHandle_t h, cublasOperation_t op, int m, int n, const TYPE *alpha, const TYPE *A, int lda, \
                        long long stride_a, const TYPE *x, int incx, long long stride_x, const TYPE *beta, TYPE *y,       \
                        int incy, long long stride_y, int count) {                                                        \
        if (op != CUBLAS_OP_C || lda < m || mode != CUBLAS_POINTER_MODE_DEVICE) return CUBLAS_STATUS_INVALID_VALUE;       \
        for (int b = 0; b < count; b++)                                                                                   \
            for (int column = 0; column < n; column++) {                                                                  \
                number sum = 0, scale = get(beta, 0, KIND);                                                               \
                for (int row = 0; row < m; row++)                                                                         \
                    sum += conj(get(A + b * stride_a, (size_t)column * lda + row, KIND)) *                                \
                           get(x + b * stride_x, (size_t)row * incx, KIND);                                               \
                number before = scale == 0 ? 0 : scale * get(y + b * stride_y, (size_t)column * incy, KIND);              \
                put(y + b * stride_y, (size_t)column * incy, KIND, get(alpha, 0, KIND) * sum + before);                   \
            }                                                                                                             \
        return CUBLAS_STATUS_SUCCESS;                                                                                     \
    }
GEMV(cublasCgemvStridedBatched, cuComplex, CUDA_C_32F)
GEMV(cublasZgemvStridedBatched, cuDoubleComplex, CUDA_C_64F)

/* cuStateVec. */

static int vectors;

custatevecStatus_t custatevecCreate(custatevecHandle_t *handle) {
    *handle = (custatevecHandle_t)&vectors;
    return CUSTATEVEC_STATUS_SUCCESS;
}
size_t custatevecGetVersion(void) { return CUSTATEVEC_VERSION; }
const char *custatevecGetErrorString(custatevecStatus_t status) { return "cuStateVec error"; }

custatevecStatus_t custatevecInitializeStateVector(custatevecHandle_t handle, void *sv, cudaDataType_t type,
                                                   const uint32_t bits, custatevecStateVectorType_t kind) {
    if (handle != (custatevecHandle_t)&vectors || kind != CUSTATEVEC_STATE_VECTOR_TYPE_ZERO)
        return CUSTATEVEC_STATUS_INVALID_VALUE;
    memset(sv, 0, item(type) << bits);
    put(sv, 0, type, 1);
    return CUSTATEVEC_STATUS_SUCCESS;
}

/* One byte of workspace for every control, so that asking for it and handing it over are exercised. */
custatevecStatus_t custatevecApplyMatrixGetWorkspaceSize(
    custatevecHandle_t handle, cudaDataType_t type, const uint32_t bits, const void *matrix, cudaDataType_t matrix_type,
    custatevecMatrixLayout_t layout, const int32_t adjoint, const uint32_t targets, const uint32_t controls,
    custatevecComputeType_t compute, size_t *size) {
    *size = controls;
    return type == matrix_type && targets > 0 ? CUSTATEVEC_STATUS_SUCCESS : CUSTATEVEC_STATUS_INVALID_VALUE;
}
custatevecStatus_t custatevecApplyMatrixBatchedGetWorkspaceSize(
    custatevecHandle_t handle, cudaDataType_t type, const uint32_t bits, const uint32_t lanes, const custatevecIndex_t stride,
    custatevecMatrixMapType_t map, const int32_t *indices, const void *matrices, cudaDataType_t matrix_type,
    custatevecMatrixLayout_t layout, const int32_t adjoint, const uint32_t count, const uint32_t targets,
    const uint32_t controls, custatevecComputeType_t compute, size_t *size) {
    *size = controls;
    return type == matrix_type && count > 0 ? CUSTATEVEC_STATUS_SUCCESS : CUSTATEVEC_STATUS_INVALID_VALUE;
}

custatevecStatus_t custatevecApplyMatrix(custatevecHandle_t handle, void *sv, cudaDataType_t type, const uint32_t bits,
                                         const void *matrix, cudaDataType_t matrix_type, custatevecMatrixLayout_t layout,
                                         const int32_t adjoint, const int32_t *targets, const uint32_t count,
                                         const int32_t *controls, const int32_t *values, const uint32_t num_controls,
                                         custatevecComputeType_t compute, void *workspace, size_t size) {
    size_t side = (size_t)1 << count, under = 0, on = 0;
    if (handle != (custatevecHandle_t)&vectors || layout != CUSTATEVEC_MATRIX_LAYOUT_ROW || adjoint || matrix_type != type ||
        count > 2 || values || size < num_controls || (num_controls && !workspace) || compute != CUSTATEVEC_COMPUTE_DEFAULT)
        return CUSTATEVEC_STATUS_INVALID_VALUE;
    for (uint32_t k = 0; k < num_controls; k++) under |= (size_t)1 << controls[k];
    for (uint32_t k = 0; k < count; k++) on |= (size_t)1 << targets[k];
    if (under & on || (under | on) >> bits) return CUSTATEVEC_STATUS_INVALID_VALUE;
    for (size_t base = 0; base >> bits == 0; base++) {
        number before[4];
        size_t at[4];
        if (base & on || (base & under) != under) continue;
        for (size_t k = 0; k < side; k++) {
            at[k] = base;
            for (uint32_t t = 0; t < count; t++) at[k] |= (k >> t & 1) << targets[t];
            before[k] = get(sv, at[k], type);
        }
        for (size_t row = 0; row < side; row++) {
            number sum = 0;
            for (size_t k = 0; k < side; k++) sum += get(matrix, row * side + k, type) * before[k];
            put(sv, at[row], type, sum);
        }
    }
    return CUSTATEVEC_STATUS_SUCCESS;
}

custatevecStatus_t custatevecApplyMatrixBatched(
    custatevecHandle_t handle, void *sv, cudaDataType_t type, const uint32_t bits, const uint32_t lanes,
    custatevecIndex_t stride, custatevecMatrixMapType_t map, const int32_t *indices, const void *matrices,
    cudaDataType_t matrix_type, custatevecMatrixLayout_t layout, const int32_t adjoint, const uint32_t num_matrices,
    const int32_t *targets, const uint32_t count, const int32_t *controls, const int32_t *values,
    const uint32_t num_controls, custatevecComputeType_t compute, void *workspace, size_t size) {
    size_t bytes = item(type) << 2 * count;
    for (uint32_t lane = 0; lane < lanes; lane++) {
        int32_t which = map == CUSTATEVEC_MATRIX_MAP_TYPE_MATRIX_INDEXED ? indices[lane] : 0;
        if (which < 0 || (uint32_t)which >= num_matrices) return CUSTATEVEC_STATUS_INVALID_VALUE;
        custatevecStatus_t status = custatevecApplyMatrix(
            handle, (char *)sv + lane * stride * item(type), type, bits, (const char *)matrices + which * bytes, matrix_type,
            layout, adjoint, targets, count, controls, values, num_controls, compute, workspace, size);
        if (status != CUSTATEVEC_STATUS_SUCCESS) return status;
    }
    return CUSTATEVEC_STATUS_SUCCESS;
}
