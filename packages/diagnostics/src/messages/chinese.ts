import type { Catalogue, Message } from './catalogue.ts'

const weakLine = ['Wi-Fi 信号弱', '同一线路上有其他设备']
const nearer = ['靠近 Wi-Fi 路由器，或改用网线。', '停止其他下载和上传。']
const busy = ['其他程序占用', '性能不足']

export const chinese: Catalogue = {
  issues: {
    'slow-connect': say('连接缓慢', '建立连接花了很长时间。', ['防火墙', 'TURN 服务器慢'], ['在防火墙中放行 UDP。']),
    'turn-unreachable': say(
      '中继不可用',
      '用于复杂网络的中继无法使用。',
      ['凭据错误或过期', '防火墙'],
      ['检查 TURN 服务器的地址和凭据。'],
    ),
    'stale-credentials': say(
      '中继凭据过期',
      '无法刷新 TURN 凭据。',
      ['提供凭据的服务器离线', '登录会话已过期'],
      ['检查提供 TURN 凭据的服务器。'],
    ),
    'ice-disconnected': say('连接中断', '连接暂时中断。', ['网络切换'], ['请稍候：正在恢复。']),
    'never-connected': say(
      '从未连上',
      '连接从未建立。',
      ['防火墙', '没有可用的 TURN 服务器'],
      ['检查网络和 TURN 服务器。', '重新呼叫。'],
    ),
    'ice-failed': say('连接丢失', '连接已丢失。', ['没有网络', '防火墙'], ['检查网络。', '重新呼叫。']),
    'dtls-failure': say('加密失败', '无法建立加密连接。', ['防火墙', '时钟不准'], ['检查日期和时间。', '重新呼叫。']),
    outage: say('没有数据', '收不到{them}的任何数据。', ['某一方没有网络'], ['请稍候：正在恢复。', '检查网络。']),
    'relay-in-use': say('经过中继', '通话经过中继服务器。', ['网络阻止直接通话'], []),
    'tcp-path': say('使用 TCP', '通话使用 TCP，每个丢失的数据包都会变成延迟。', ['防火墙阻止 UDP'], ['在防火墙中放行 UDP。']),
    'path-flapping': say('路径不稳', '连接的路径不断变化。', ['在 Wi-Fi 和移动数据之间切换'], ['固定使用一个网络。']),
    'signalling-down': say('服务器离线', '信令服务器无法访问；通话本身继续进行。', ['服务器正在重启'], []),
    'stats-gap': say('无数据', '有一段时间没有测量数据。', ['电脑曾休眠', '页面在后台'], []),
    'network-loss-downlink': say('接收丢包', '{they}发送的内容有一部分在到达{you}的途中丢失。', weakLine, nearer, {
      remote: { explanation: '{they}发送的内容有一部分在{their}线路上丢失。', actions: [] },
    }),
    'network-loss-uplink': say('发送丢包', '{your}画面和声音有一部分在途中丢失。', weakLine, nearer, {
      remote: { explanation: '{your}画面和声音有一部分在{their}线路上丢失。', actions: [] },
    }),
    'high-rtt': say('延迟高', '双方之间的路径耗时很长，说话容易互相打断。', ['中继太远', 'VPN'], ['关闭 VPN。']),
    bufferbloat: say('队列已满', '{Your}上行线路太满，所有数据都在排队。', ['正在上传或备份'], ['暂停上传和备份。']),
    'high-jitter': say('到达不均', '{they}的数据到达不均匀。', weakLine, nearer),
    'uplink-congestion': say(
      '上行拥塞',
      '{Your}上行拥塞。',
      ['正在上传或备份', '线路慢'],
      ['暂停上传和备份。', '发送较小的画面。'],
      {
        remote: { name: '对方下行拥塞', explanation: '{Their}下行拥塞。', actions: ['发送较小的画面。'] },
      },
    ),
    'downlink-congestion': say(
      '下行拥塞',
      '{they}发送的内容在途中受阻：{your}下行或{their}上行拥塞。',
      ['正在下载或播放影片', '线路慢'],
      ['暂停下载。', '请求较小的画面。'],
      { remote: { name: '对方上行拥塞', explanation: '{Their}上行拥塞。', actions: ['请求较小的画面。'] } },
    ),
    'bandwidth-collapse': say('上行骤降', '{Your}上行速度大幅下降。', weakLine, nearer),
    'rtx-heavy': say('大量重传', '发送的内容有很多需要重传。', weakLine, nearer),
    'one-way-media': say(
      '单向媒体',
      '{they}发送的内容从未到达。',
      ['防火墙', '双方之间的网络故障'],
      ['重新呼叫。', '换一个网络。'],
      {
        uplink: { explanation: '发送给{them}的内容从未到达。' },
      },
    ),
    'missing-track-media': say(
      '没有发送',
      '{Their}声音或画面中有一路已停止。',
      ['摄像头或麦克风已断开或被占用'],
      ['请对方换一个设备。'],
      {
        downlink: {
          name: '缺少一路',
          explanation: '{they}发送的媒体中有一路从未到达。',
          causes: ['某一方浏览器故障'],
          actions: ['请对方关闭再打开。'],
        },
        uplink: {
          name: '缺少一路',
          explanation: '发送给{them}的媒体中有一路从未到达。',
          causes: ['某一方浏览器故障'],
          actions: ['关闭再打开。'],
        },
        local: {
          explanation: '{Your}麦克风已打开，但没有发送任何内容。',
          actions: ['关闭再打开麦克风。'],
          causes: ['浏览器故障'],
        },
      },
    ),
    'track-ended': say(
      '设备断开',
      '{Your}摄像头或麦克风已断开。',
      ['被拔出', '被其他程序占用', '权限被收回'],
      ['重新插入，或选择其他设备。'],
    ),
    'cpu-limited-encoder': say('电脑繁忙', '{Your}电脑太忙，无法发送完整画面。', busy, ['关闭其他程序。', '发送较小的画面。']),
    'encoder-overload': say('编码过慢', '{Your}电脑来不及编码画面。', busy, ['关闭其他程序。', '发送较小的画面。']),
    'capture-bottleneck': say('摄像头慢', '{Your}摄像头给出的画面很少。', ['房间太暗', '其他程序正在使用'], ['打开灯。']),
    'encoder-dead': say('没有画面', '{Your}摄像头正常，但没有发送画面。', ['编码器故障'], ['关闭再打开摄像头。']),
    'low-resolution': say('画面变小', '{Your}画面比摄像头给出的小很多。', ['线路慢', '电脑繁忙'], []),
    'keyframe-storm': say('反复请求画面', '画面被一再请求重新发送。', ['途中丢包'], []),
    'black-or-no-first-frame': say(
      '尚无画面',
      '{Their}画面已到达，但一次也没有显示。',
      ['无法识别的编码', '关键帧丢失'],
      ['重新呼叫。'],
    ),
    'decoder-overload': say('解码过慢', '{Your}电脑来不及显示画面。', busy, ['关闭其他程序。', '请求较小的画面。']),
    'decoder-stuck': say('解码卡住', '{Their}画面已到达，但无法显示。', ['关键帧丢失', '解码器故障'], ['重新呼叫。']),
    'video-frozen': say(
      '画面卡住',
      '{Their}画面停住了。',
      [],
      [],
      {},
      {
        'seconds still of ten': { name: '画面一顿一顿', explanation: '{Their}画面一再停顿。' },
      },
    ),
    'video-choppy': say('画面卡顿', '{Their}画面不流畅。', ['电脑繁忙'], ['关闭其他程序。']),
    'coarse-picture': say(
      '画面粗糙',
      '{Their}画面粗糙：码率相对于画面尺寸太低。',
      ['码率上限太低', '线路慢'],
      ['请求较小的画面或更高的码率。'],
    ),
    'av-desync': say('音画不同步', '{Their}声音和画面不同步。', [], []),
    'audio-concealment': say('声音断续', '{Their}声音有缺口，由系统补上。', weakLine, nearer),
    'jitter-buffer-stress': say('声音延后', '{Their}声音到达不均匀，只好延后播放。', weakLine, nearer),
    'audio-time-stretch': say('声音变速', '{Their}声音被拉长或压缩以跟上进度。', ['到达不均', '时钟不一致'], []),
    'playout-glitch': say('扬声器跟不上', '{Your}扬声器或耳机跟不上。', ['蓝牙设备', '电脑繁忙'], ['换一个设备。']),
    'audio-not-played': say(
      '声音未播放',
      '{Their}声音已到达，但没有播放。',
      ['浏览器在等待点击'],
      ['点击页面。', '选择其他扬声器。'],
    ),
    'dead-mic': say(
      '麦克风无声',
      '{Your}麦克风没有声音。',
      ['设备上的开关', '选错麦克风'],
      ['检查静音开关。', '选择其他麦克风。'],
    ),
    'mic-clipping': say('麦克风过响', '{Your}麦克风音量过大。', [], ['调低麦克风音量。']),
    'silent-remote': say(
      '听不到对方',
      '{Their}声音已到达，但全是静音。',
      ['途中故障', '麦克风已关闭'],
      ['请对方静音再取消。', '重新呼叫。'],
    ),
    'low-mos': say('音质差', '{Their}声音质量差。', ['丢包和延迟同时存在'], nearer),
  },
  fine: '没有发现问题。',
  unknown: '数据不足，无法判断。',
  middling: '没有发现单独的问题，但质量不佳。',
  among: (connection, connections) => `此结论针对 ${connection}（共 ${connections} 个连接）。`,
  neverConnected: (names, connections) => `${connections} 个连接中有 ${names.length} 个从未连上：${names.join('、')}。`,
  yours: { subject: '您', Subject: '您', possessive: '您的', Possessive: '您的' },
  theirs: { subject: '对方', Subject: '对方', possessive: '对方的', Possessive: '对方的' },
  possessive: (name) => `${name} 的`,
}

function say(
  name: string,
  explanation: string,
  causes: readonly string[],
  actions: readonly string[],
  on: Message['on'] = {},
  by: Message['by'] = {},
): Message {
  return { name, explanation, causes, actions, on, by }
}
