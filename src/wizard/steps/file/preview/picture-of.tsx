import { useCallback } from 'react'
import { type PreparedFile } from '../../../../image/prepared-file.ts'

/** Browsers show JPEGs upright by their own EXIF orientation (`image-orientation: from-image` is the initial value). */
export function PictureOf({
  picture: { blob, width, height },
  alt,
  onError,
}: {
  readonly picture: PreparedFile
  readonly alt: string
  readonly onError: () => void
}) {
  const show = useCallback(
    (image: HTMLImageElement) => {
      const url = URL.createObjectURL(blob)
      image.src = url
      return () => URL.revokeObjectURL(url)
    },
    [blob],
  )
  return <img ref={show} width={width} height={height} alt={alt} decoding="async" onError={onError} />
}
