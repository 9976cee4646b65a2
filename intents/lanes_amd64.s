#include "textflag.h"

// -farBelow
DATA above<>+0(SB)/4, $0.03
GLOBL above<>(SB), RODATA|NOPTR, $4

// A cell is the number of its feature and, four bytes on, its value; the weights of a feature take 64 bytes. Nothing is fused, and
// the sums are as many as in sumLanes, so that the bits are the same.

// func sumAbreast(w *float32, cells *cell, n int, sums *[lanes]float32) (near uint16)
TEXT ·sumAbreast(SB), NOSPLIT, $0-34
	MOVQ w+0(FP), DI
	MOVQ cells+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ sums+24(FP), DX
	VXORPS Y0, Y0, Y0
	VXORPS Y1, Y1, Y1
	VXORPS Y2, Y2, Y2
	VXORPS Y3, Y3, Y3
	VXORPS Y4, Y4, Y4
	VXORPS Y5, Y5, Y5
	VXORPS Y6, Y6, Y6
	VXORPS Y7, Y7, Y7
	SUBQ $4, CX
	JLT  rest

four:
	MOVL (SI), R8
	MOVL 8(SI), R9
	MOVL 16(SI), R10
	MOVL 24(SI), R11
	SHLQ $6, R8
	SHLQ $6, R9
	SHLQ $6, R10
	SHLQ $6, R11
	VBROADCASTSS 4(SI), Y8
	VBROADCASTSS 12(SI), Y9
	VBROADCASTSS 20(SI), Y10
	VBROADCASTSS 28(SI), Y11
	VMULPS (DI)(R8*1), Y8, Y12
	VMULPS 32(DI)(R8*1), Y8, Y8
	VMULPS (DI)(R9*1), Y9, Y13
	VMULPS 32(DI)(R9*1), Y9, Y9
	VMULPS (DI)(R10*1), Y10, Y14
	VMULPS 32(DI)(R10*1), Y10, Y10
	VMULPS (DI)(R11*1), Y11, Y15
	VMULPS 32(DI)(R11*1), Y11, Y11
	VADDPS Y12, Y0, Y0
	VADDPS Y8, Y4, Y4
	VADDPS Y13, Y1, Y1
	VADDPS Y9, Y5, Y5
	VADDPS Y14, Y2, Y2
	VADDPS Y10, Y6, Y6
	VADDPS Y15, Y3, Y3
	VADDPS Y11, Y7, Y7
	ADDQ $32, SI
	SUBQ $4, CX
	JGE  four

rest:
	ADDQ $4, CX
	JZ   done

one:
	MOVL (SI), R8
	SHLQ $6, R8
	VBROADCASTSS 4(SI), Y8
	VMULPS (DI)(R8*1), Y8, Y12
	VMULPS 32(DI)(R8*1), Y8, Y8
	VADDPS Y12, Y0, Y0
	VADDPS Y8, Y4, Y4
	ADDQ $8, SI
	DECQ CX
	JNZ  one

done:
	VADDPS Y1, Y0, Y0
	VADDPS Y3, Y2, Y2
	VADDPS Y2, Y0, Y0
	VADDPS Y5, Y4, Y4
	VADDPS Y7, Y6, Y6
	VADDPS Y6, Y4, Y4
	VMOVUPS Y0, (DX)
	VMOVUPS Y4, 32(DX)
	VBROADCASTSS above<>(SB), Y8
	VADDPS Y8, Y0, Y0
	VADDPS Y8, Y4, Y4
	VMOVMSKPS Y0, AX
	VMOVMSKPS Y4, BX
	SHLL $8, BX
	ORL  BX, AX
	NOTL AX
	MOVW AX, near+32(FP)
	VZEROUPPER
	RET

// func moveAbreast(w *float32, cells *cell, n int, steps *[lanes]float32)
TEXT ·moveAbreast(SB), NOSPLIT, $0-32
	MOVQ w+0(FP), DI
	MOVQ cells+8(FP), SI
	MOVQ n+16(FP), CX
	MOVQ steps+24(FP), DX
	VMOVUPS (DX), Y0
	VMOVUPS 32(DX), Y1

next:
	MOVL (SI), R8
	SHLQ $6, R8
	VBROADCASTSS 4(SI), Y2
	VMULPS Y0, Y2, Y3
	VMULPS Y1, Y2, Y2
	VADDPS (DI)(R8*1), Y3, Y3
	VADDPS 32(DI)(R8*1), Y2, Y2
	VMOVUPS Y3, (DI)(R8*1)
	VMOVUPS Y2, 32(DI)(R8*1)
	ADDQ $8, SI
	DECQ CX
	JNZ  next
	VZEROUPPER
	RET
