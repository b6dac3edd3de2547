namespace RetailKlip.Vision;

public enum CameraSourceKind
{
    /// <summary>A camera of this machine by its index.</summary>
    Device,

    /// <summary>A network stream: RTSP, HTTP.</summary>
    Stream,

    /// <summary>A recording; ends.</summary>
    Video,

    /// <summary>Picture files, of a folder in ordinal order of their names or a single one; ends.</summary>
    Pictures,

    /// <summary>Pictures that the process itself makes; may end.</summary>
    Drawn,
}
