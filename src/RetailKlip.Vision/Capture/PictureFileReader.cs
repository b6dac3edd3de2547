using OpenCvSharp;

namespace RetailKlip.Vision;

/// <summary>Picture files one after the other.</summary>
internal sealed class PictureFileReader(CameraSource source, CameraOptions options) : FrameReader
{
    private readonly IReadOnlyList<string> _paths = source.PicturePaths();
    private int _next;

    public override Mat? Read(FramePool pool)
    {
        while (_next < _paths.Count)
            try
            {
                return Pictures.Read(_paths[_next++]);
            }
            // A camera that lives on skips one bad file; a command is to name it.
            catch (PictureException) when (options.Retry && _paths.Count > 1)
            {
            }
            catch (PictureException error)
            {
                throw new CameraException(error.Message, error);
            }
        return null;
    }

    public override void Dispose()
    {
    }
}
